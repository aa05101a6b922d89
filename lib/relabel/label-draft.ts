import { EFFORT_MAX } from "./effort";
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
  /** Number of labels. */
  readonly size: number;
  /** Did it want more work than it may have? What it holds is then not what Prometheus would make of it. */
  readonly isExhausted: boolean;
  /** Counts work; false when the target has had all that it may have. */
  spend(effort: number): boolean;
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
  #size: number | null = null;
  /** Spent so far; a transcript carries it from rule to rule. */
  effort = 0;
  #isOwned = false;

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  get size(): number {
    this.#size ??= Object.keys(this.labels).length;
    return this.#size;
  }

  get isExhausted(): boolean {
    return this.effort > EFFORT_MAX;
  }

  get(name: string): string {
    return Object.hasOwn(this.labels, name) ? (this.labels[name] ?? "") : "";
  }

  set(name: string, value: string): void {
    const before = this.get(name);
    if (before === value) return;
    if (this.#size !== null) this.#size += Number(before === "") - Number(value === "");
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

  spend(effort: number): boolean {
    this.effort += effort;
    return !this.isExhausted;
  }

  #own(): Record<string, string> {
    if (!this.#isOwned) this.labels = Object.assign(emptyLabelSet(), this.labels);
    this.#isOwned = true;
    return this.labels as Record<string, string>;
  }
}
