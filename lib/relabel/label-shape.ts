/** The shape with one name more, and where its value goes. */
type Addition = { readonly shape: LabelShape; readonly slot: number };

/** What JavaScript lists before other keys, in numeric order. */
const INDEX_LIKE = /^(?:0|[1-9][0-9]{0,9})$/;

/** Beyond this many names looking up by name is cheaper than describing every change of shape. */
const NAMES_MAX = 256;

/** Names that the shapes of one table may hold together, some tens of megabytes with all that hangs on them. */
const TABLE_NAMES_MAX = 1_000_000;

/**
 * Names of a label set, in the order of an object's keys. Targets of one service differ in values, hardly ever in names:
 * what a rule does with the names is worked out once per shape, as JavaScript engines do with their hidden classes.
 */
export class LabelShape {
  readonly names: readonly string[];
  readonly #size: { names: number };
  readonly #with = new Map<string, Addition>();
  readonly #without = new Map<string, LabelShape>();
  readonly #worked = new Map<object, unknown>();
  #slots: Map<string, number> | null = null;

  constructor(names: readonly string[], size: { names: number }) {
    this.names = names;
    this.#size = size;
    size.names += names.length;
  }

  /** Too many names here or in the whole table: a draft had better go on without a shape. */
  get isUnwieldy(): boolean {
    return this.names.length > NAMES_MAX || this.#size.names > TABLE_NAMES_MAX;
  }

  /** Where the value of a name is; undefined when the shape has no such name. */
  slotOf(name: string): number | undefined {
    this.#slots ??= new Map(this.names.map((one, slot) => [one, slot]));
    return this.#slots.get(name);
  }

  /** @param name one that the shape does not have */
  with(name: string): Addition {
    const known = this.#with.get(name);
    if (known !== undefined) return known;
    let names = [...this.names, name];
    if (INDEX_LIKE.test(name)) names = Object.keys(Object.fromEntries(names.map((one) => [one, ""])));
    const addition = { shape: new LabelShape(names, this.#size), slot: names.lastIndexOf(name) };
    this.#with.set(name, addition);
    return addition;
  }

  without(name: string): LabelShape {
    const known = this.#without.get(name);
    if (known !== undefined) return known;
    const names = this.names.filter((one) => one !== name);
    const shape = new LabelShape(names, this.#size);
    this.#without.set(name, shape);
    return shape;
  }

  /** The shape with several names more, when all of them are new and come last; else null. */
  append(names: readonly string[]): LabelShape | null {
    let shape: LabelShape = this;
    for (const name of names) {
      if (shape.slotOf(name) !== undefined) return null;
      const added = shape.with(name);
      if (added.slot !== shape.names.length) return null;
      shape = added.shape;
    }
    return shape;
  }

  /** Does something once for this shape; `work` is pure and the same for the same key. */
  once<T>(key: object, work: (shape: LabelShape) => T): T {
    const known = this.#worked.get(key);
    if (known !== undefined) return known as T;
    const result = work(this);
    // Keys are rules; those of a text being typed come and go.
    if (this.#worked.size >= WORKED_MAX) this.#worked.clear();
    this.#worked.set(key, result);
    return result;
  }
}

const WORKED_MAX = 200;

type ShapeHolder = { readonly shape: LabelShape | null; names(): readonly string[] };

/**
 * Makes a function of names that is asked once per shape. A draft without a shape is asked every time.
 * @param work pure
 */
export function rememberByShape<T>(work: (names: readonly string[], shape: LabelShape | null) => T): (draft: ShapeHolder) => T {
  const onShape = (shape: LabelShape) => work(shape.names, shape);
  return (draft) => (draft.shape === null ? work(draft.names(), null) : draft.shape.once(work, onShape));
}
