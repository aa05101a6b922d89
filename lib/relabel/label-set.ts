/**
 * Labels of one target, by name. A label that is absent has the value "", so no entry here is ever "".
 * Objects are made without a prototype: a label may be called `constructor` or `__proto__`.
 */
export type LabelSet = Readonly<Record<string, string>>;

/** Copies labels into a prototype-free object, leaving out empty values. */
export function toLabelSet(labels: Iterable<readonly [string, string]> | Readonly<Record<string, string>>): LabelSet {
  const entries = Symbol.iterator in labels ? labels : Object.entries(labels);
  const set: Record<string, string> = Object.create(null);
  for (const [name, value] of entries as Iterable<readonly [string, string]>) if (value !== "") set[name] = value;
  return set;
}
