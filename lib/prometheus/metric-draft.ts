import { LabelDraft } from "@/lib/relabel/label-draft";
import { compareNames } from "@/lib/relabel/label-order";
import type { LabelSet } from "@/lib/relabel/label-set";

/**
 * Labels of a series while metric_relabel_configs work on them. It remembers which labels were written and when, as
 * Prometheus's label builder does: labelmap visits untouched labels in the order of their names, then the written ones,
 * oldest first. Overwriting keeps the place; deleting and writing again moves to the end.
 */
export class MetricDraft extends LabelDraft {
  readonly #base: LabelSet;
  /** Names and values in turn, as they were written; "" deletes. Few rules ask what became of them. */
  readonly #log: string[] = [];

  constructor(base: LabelSet) {
    super(base);
    this.#base = base;
  }

  override set(name: string, value: string): void {
    this.#log.push(name, value);
    super.set(name, value);
  }

  override names(): string[] {
    const written = new Set<string>();
    const touched = new Set<string>();
    for (let i = 0; i < this.#log.length; i += 2) {
      const name = this.#log[i] ?? "";
      touched.add(name);
      if (this.#log[i + 1] === "") written.delete(name);
      else written.add(name);
    }
    const untouched = Object.keys(this.#base).filter((name) => !touched.has(name));
    return [...untouched.sort(compareNames), ...written];
  }

  /** Was it written or deleted, be it with the value that it had? */
  isTouched(name: string): boolean {
    return this.#log.some((text, i) => i % 2 === 0 && text === name);
  }

  /** Was it ever deleted, even if written again? */
  isDeleted(name: string): boolean {
    return this.#log.some((text, i) => i % 2 === 0 && text === name && this.#log[i + 1] === "");
  }
}
