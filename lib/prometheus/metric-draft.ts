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
  readonly #written = new Set<string>();
  readonly #touched = new Set<string>();
  readonly #deleted = new Set<string>();

  constructor(base: LabelSet) {
    super(base);
    this.#base = base;
  }

  override set(name: string, value: string): void {
    this.#touched.add(name);
    if (value === "") {
      this.#written.delete(name);
      this.#deleted.add(name);
    } else this.#written.add(name);
    super.set(name, value);
  }

  override names(): string[] {
    const untouched = Object.keys(this.#base).filter((name) => !this.#touched.has(name));
    return [...untouched.sort(compareNames), ...this.#written];
  }

  /** Was it written or deleted, be it with the value that it had? */
  isTouched(name: string): boolean {
    return this.#touched.has(name);
  }

  /** Was it ever deleted, even if written again? */
  isDeleted(name: string): boolean {
    return this.#deleted.has(name);
  }
}
