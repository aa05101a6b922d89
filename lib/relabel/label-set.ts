/**
 * Labels of one target, by name. A label that is absent has the value "", so no entry here is ever "".
 * Objects inherit nothing: a label may be called `constructor` or `__proto__`.
 */
export type LabelSet = Readonly<Record<string, string>>;

/**
 * Its prototype is an empty object without a prototype, so nothing is inherited either; unlike objects of
 * Object.create(null), which are hash tables from the start, its objects stay cheap to fill while they are small.
 */
class Labels {}
Object.setPrototypeOf(Labels.prototype, null);
Reflect.deleteProperty(Labels.prototype, "constructor");

/** An object to put labels into. */
export function emptyLabelSet(): Record<string, string> {
  return new Labels() as Record<string, string>;
}

/** Copies labels into an object that inherits nothing, leaving out empty values. */
export function toLabelSet(labels: Iterable<readonly [string, string]> | Readonly<Record<string, string>>): LabelSet {
  const set = emptyLabelSet();
  if (Symbol.iterator in labels) {
    for (const [name, value] of labels as Iterable<readonly [string, string]>) if (value !== "") set[name] = value;
  } else {
    for (const name of Object.keys(labels)) {
      const value = labels[name] ?? "";
      if (value !== "") set[name] = value;
    }
  }
  return set;
}
