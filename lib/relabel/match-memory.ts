import type { Groups } from "./expand";

/** Namespaces, nodes and names of ports repeat from target to target; names of pods do not, and must not fill memory. */
const ENTRIES_MAX = 1_000;
const TEXT_LENGTH_MAX = 256;

/** Remembers what a slow, pure matcher answered for the texts it saw last. */
export class MatchMemory {
  readonly #match: (text: string) => Groups | null;
  /** Two generations: the older one is forgotten when the younger one is full, so what repeats stays. */
  #young = new Map<string, Groups | null>();
  #old = new Map<string, Groups | null>();

  constructor(match: (text: string) => Groups | null) {
    this.#match = match;
  }

  match(text: string): Groups | null {
    if (text.length > TEXT_LENGTH_MAX) return this.#match(text);
    const known = this.#young.get(text);
    if (known !== undefined) return known;
    const older = this.#old.get(text);
    const groups = older === undefined ? this.#match(text) : older;
    if (this.#young.size >= ENTRIES_MAX) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, groups);
    return groups;
  }
}
