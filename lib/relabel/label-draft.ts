import type { LabelSet } from "./label-set";

/**
 * Labels while rules work on them. Nothing is copied before the first real change, so a target
 * that no rule touches costs nothing, and `labels` is then the very object that came in.
 */
export class LabelDraft {
  labels: LabelSet;
  /** Names that one labelmap wrote from several labels with different values: in Prometheus any of them may win. */
  readonly collisions: string[] = [];
  /** Writes that changed something; every rule writes a name at most once. */
  changeCount = 0;
  #isOwned = false;

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  /** Value of a label; "" when it is absent. */
  get(name: string): string {
    return Object.hasOwn(this.labels, name) ? (this.labels[name] ?? "") : "";
  }

  /** Writes a label; an empty value removes it. */
  set(name: string, value: string): void {
    if (this.get(name) === value) return;
    const labels = this.#own();
    this.changeCount += 1;
    if (value === "") delete labels[name];
    else labels[name] = value;
  }

  names(): string[] {
    return Object.keys(this.labels);
  }

  #own(): Record<string, string> {
    if (!this.#isOwned) this.labels = Object.assign(Object.create(null), this.labels);
    this.#isOwned = true;
    return this.labels as Record<string, string>;
  }
}
