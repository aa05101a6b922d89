import { EFFORT_MAX } from "./effort";
import { type Draft, LabelDraft } from "./label-draft";
import { emptyLabelSet, type LabelSet } from "./label-set";
import type { LabelShape } from "./label-shape";
import type { ShapedLabels } from "./shape-table";

/**
 * Labels while rules work on them, for many targets: values in the places of a shape. Most rules only add labels: the
 * values that came in are shared until one of them changes, and the added ones stand in a short list beside them.
 * It behaves as `LabelDraft` does, down to the order of names, and turns into one when its shape becomes unwieldy.
 */
export class ShapedDraft implements Draft {
  /** Nobody asks many targets for them. */
  readonly collisions = null;
  changeCount = 0;
  #effort = 0;
  /** null once the draft has become a plain one. */
  shape: LabelShape | null;
  #first: readonly string[];
  readonly #added: string[] = [];
  #isFirstOwned = false;
  #plain: LabelDraft | null = null;

  /** @param labels of one target; not modified */
  constructor({ shape, values }: ShapedLabels) {
    this.shape = shape;
    this.#first = values;
    if (shape.isUnwieldy) this.#leaveShape(shape);
  }

  /** A new label set; whoever asks keeps it. */
  get labels(): LabelSet {
    return this.shape === null ? (this.#plain?.labels ?? emptyLabelSet()) : this.#materialise(this.shape);
  }

  get size(): number {
    return this.shape === null ? (this.#plain?.size ?? 0) : this.shape.names.length;
  }

  get isExhausted(): boolean {
    return this.#effort > EFFORT_MAX;
  }

  get(name: string): string {
    if (this.shape === null) return this.#plain?.get(name) ?? "";
    const slot = this.shape.slotOf(name);
    return slot === undefined ? "" : this.at(slot);
  }

  /** Value in a place of the shape. */
  at(slot: number): string {
    const first = this.#first;
    return (slot < first.length ? first[slot] : this.#added[slot - first.length]) ?? "";
  }

  set(name: string, value: string): void {
    if (this.shape === null) this.#setPlainly(name, value);
    else this.#setInShape(this.shape, name, value);
  }

  /** Adds labels that are not there yet: `shape` is what `append` made of this draft's shape. No value is "". */
  append(shape: LabelShape, values: readonly string[]): void {
    for (const value of values) this.#added.push(value);
    this.changeCount += values.length;
    this.#enter(shape);
  }

  names(): readonly string[] {
    return this.shape === null ? (this.#plain?.names() ?? []) : this.shape.names;
  }

  spend(effort: number): boolean {
    this.#effort += effort;
    return !this.isExhausted;
  }

  #setPlainly(name: string, value: string): void {
    if (this.#plain === null || this.#plain.get(name) === value) return;
    this.changeCount += 1;
    this.#plain.set(name, value);
  }

  #setInShape(shape: LabelShape, name: string, value: string): void {
    const slot = shape.slotOf(name);
    if ((slot === undefined ? "" : this.at(slot)) === value) return;
    this.changeCount += 1;
    if (slot === undefined) {
      const added = shape.with(name);
      if (added.slot === shape.names.length) this.#added.push(value);
      else this.#ownAll().splice(added.slot, 0, value);
      this.#enter(added.shape);
    } else if (value === "") {
      this.#ownAll().splice(slot, 1);
      this.#enter(shape.without(name));
    } else if (slot < this.#first.length) this.#ownFirst()[slot] = value;
    else this.#added[slot - this.#first.length] = value;
  }

  #ownFirst(): string[] {
    if (!this.#isFirstOwned) this.#first = this.#first.slice();
    this.#isFirstOwned = true;
    return this.#first as string[];
  }

  /** All values in one list, for changes in its middle. */
  #ownAll(): string[] {
    const all = this.#ownFirst();
    all.push(...this.#added.splice(0));
    return all;
  }

  #enter(shape: LabelShape): void {
    this.shape = shape;
    if (shape.isUnwieldy) this.#leaveShape(shape);
  }

  #leaveShape(shape: LabelShape): void {
    this.#plain = new LabelDraft(this.#materialise(shape));
    this.shape = null;
  }

  #materialise({ names }: LabelShape): LabelSet {
    const labels = emptyLabelSet();
    names.forEach((name, slot) => {
      labels[name] = this.at(slot);
    });
    return labels;
  }
}
