import "server-only";

const MASK = "<secret>";
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** A value that must not be shown. Everything that prints, logs or serialises it prints `<secret>`; `reveal()` is the way out. */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself: only on its way to the system that it is for, or to be sealed. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [INSPECT](): string {
    return MASK;
  }
}
