/** The shape with one name more, and where its value goes. */
export type Addition = { readonly shape: LabelShape; readonly slot: number };

/** What JavaScript lists before other keys, in numeric order. */
const INDEX_LIKE = /^(?:0|[1-9][0-9]{0,9})$/;

/** Beyond this many names looking up by name is cheaper than describing every change of shape. */
const NAMES_MAX = 256;

/** Names that the shapes of one table may hold together, some ten megabytes. */
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
    const shape = new LabelShape(
      this.names.filter((one) => one !== name),
      this.#size,
    );
    this.#without.set(name, shape);
    return shape;
  }
}

/**
 * Makes a function of names that is asked once per shape. A draft without a shape is asked every time.
 * @param work pure
 */
export function rememberByShape<T>(work: (names: readonly string[]) => T): (draft: ShapeHolder) => T {
  const known = new WeakMap<LabelShape, { readonly value: T }>();
  return (draft) => {
    if (draft.shape === null) return work(draft.names());
    let entry = known.get(draft.shape);
    if (entry === undefined) {
      entry = { value: work(draft.shape.names) };
      known.set(draft.shape, entry);
    }
    return entry.value;
  };
}

type ShapeHolder = { readonly shape: LabelShape | null; names(): readonly string[] };

type Node = { readonly next: Map<string, Node>; shape?: LabelShape };

/** Finds the shape for a list of names; forgets everything when it has seen too many. */
export class ShapeTable {
  #root: Node = { next: new Map() };
  #size = { names: 0 };
  /** The last shape for each number of names: targets mostly come in runs of the same kind. */
  readonly #last: LabelShape[] = [];

  /** @param names as Object.keys lists them */
  shapeOf(names: readonly string[]): LabelShape {
    const last = this.#last[names.length];
    if (last !== undefined && hasSameNames(last.names, names)) return last;
    const shape = this.#find(names);
    if (names.length <= NAMES_MAX) this.#last[names.length] = shape;
    return shape;
  }

  #find(names: readonly string[]): LabelShape {
    if (this.#size.names > TABLE_NAMES_MAX) {
      this.#root = { next: new Map() };
      this.#size = { names: 0 };
      this.#last.length = 0;
    }
    if (names.length > NAMES_MAX) return new LabelShape(names, { names: 0 });
    let node = this.#root;
    for (const name of names) {
      let next = node.next.get(name);
      if (next === undefined) {
        next = { next: new Map() };
        node.next.set(name, next);
      }
      node = next;
    }
    node.shape ??= new LabelShape(names, this.#size);
    return node.shape;
  }
}

function hasSameNames(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
