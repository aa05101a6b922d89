import { emptyLabelSet, type LabelSet } from "./label-set";
import type { LabelShape } from "./label-shape";

/** Labels while rules work on them. */
export type Draft = {
  /** As they are now. */
  readonly labels: LabelSet;
  /**
   * Names that one labelmap wrote from several labels with different values: in Prometheus any of them may win.
   * null when nobody wants to know.
   */
  readonly collisions: string[] | null;
  /** Writes that changed something; every rule writes a name at most once. */
  readonly changeCount: number;
  /** What a rule does with these very names may be remembered under it; null: work it out from `names`. */
  readonly shape: LabelShape | null;
  /** Value of a label; "" when it is absent. */
  get(name: string): string;
  /** Writes a label; an empty value removes it. */
  set(name: string, value: string): void;
  /** Adds labels that are not there yet, for which `shape.append` gave that shape; no value is "". */
  append(shape: LabelShape, values: readonly string[]): void;
  /** In the order of an object's keys. */
  names(): readonly string[];
};

/**
 * The draft for one target. Nothing is copied before the first real change, so a target that no rule touches costs
 * nothing, and `labels` is then the very object that came in.
 */
export class LabelDraft implements Draft {
  labels: LabelSet;
  readonly collisions: string[] = [];
  readonly shape = null;
  changeCount = 0;
  #isOwned = false;

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  get(name: string): string {
    return Object.hasOwn(this.labels, name) ? (this.labels[name] ?? "") : "";
  }

  set(name: string, value: string): void {
    if (this.get(name) === value) return;
    const labels = this.#own();
    this.changeCount += 1;
    if (value === "") delete labels[name];
    else labels[name] = value;
  }

  append(shape: LabelShape, values: readonly string[]): void {
    const start = shape.names.length - values.length;
    values.forEach((value, i) => {
      this.set(shape.names[start + i] ?? "", value);
    });
  }

  names(): string[] {
    return Object.keys(this.labels);
  }

  #own(): Record<string, string> {
    if (!this.#isOwned) this.labels = Object.assign(emptyLabelSet(), this.labels);
    this.#isOwned = true;
    return this.labels as Record<string, string>;
  }
}
