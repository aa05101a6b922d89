import { type Draft, LabelDraft } from "./label-draft";
import { emptyLabelSet, type LabelSet } from "./label-set";
import type { LabelShape, ShapeTable } from "./label-shape";

/**
 * Labels while rules work on them, for many targets: a list of values beside a shape, which costs no dictionary per target.
 * It behaves as `LabelDraft` does, down to the order of names, and turns into one when its shape becomes unwieldy.
 */
export class ShapedDraft implements Draft {
  readonly collisions: string[] = [];
  changeCount = 0;
  /** null once the draft has become a plain one. */
  shape: LabelShape | null;
  #values: string[];
  #plain: LabelDraft | null = null;

  /** @param labels of one target; not modified, entries that are "" count as absent */
  constructor(table: ShapeTable, labels: LabelSet) {
    let names = Object.keys(labels);
    const values: string[] = [];
    for (const name of names) {
      const value = labels[name] ?? "";
      if (value !== "") values.push(value);
    }
    if (values.length < names.length) names = names.filter((name) => labels[name] !== "");
    this.shape = table.shapeOf(names);
    this.#values = values;
    if (this.shape.isUnwieldy) this.#leaveShape(this.shape);
  }

  /** A new label set; whoever asks keeps it. */
  get labels(): LabelSet {
    return this.shape === null ? (this.#plain?.labels ?? emptyLabelSet()) : this.#materialise(this.shape);
  }

  get(name: string): string {
    if (this.shape === null) return this.#plain?.get(name) ?? "";
    const slot = this.shape.slotOf(name);
    return slot === undefined ? "" : (this.#values[slot] ?? "");
  }

  /** Value of a place of the shape. */
  at(slot: number): string {
    return this.#values[slot] ?? "";
  }

  set(name: string, value: string): void {
    if (this.get(name) === value) return;
    this.changeCount += 1;
    if (this.shape === null) this.#plain?.set(name, value);
    else this.#write(this.shape, name, value);
  }

  names(): readonly string[] {
    return this.shape === null ? (this.#plain?.names() ?? []) : this.shape.names;
  }

  #write(shape: LabelShape, name: string, value: string): void {
    const slot = shape.slotOf(name);
    if (slot !== undefined && value !== "") {
      this.#values[slot] = value;
      return;
    }
    if (slot === undefined) {
      const added = shape.with(name);
      if (added.slot === this.#values.length) this.#values.push(value);
      else this.#values.splice(added.slot, 0, value);
      this.shape = added.shape;
    } else {
      this.#values.splice(slot, 1);
      this.shape = shape.without(name);
    }
    if (this.shape.isUnwieldy) this.#leaveShape(this.shape);
  }

  #leaveShape(shape: LabelShape): void {
    this.#plain = new LabelDraft(this.#materialise(shape));
    this.shape = null;
  }

  #materialise({ names }: LabelShape): LabelSet {
    const labels = emptyLabelSet();
    for (let slot = 0; slot < names.length; slot++) labels[names[slot] ?? ""] = this.#values[slot] ?? "";
    return labels;
  }
}
