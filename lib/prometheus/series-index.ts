import type { LabelSet } from "@/lib/relabel/label-set";

type Entry = { readonly labels: LabelSet; readonly timestampMs: number | null; readonly place: number };

/** Finds equal label sets among many without writing each out as a text. */
export class SeriesIndex {
  readonly #ids = new Map<string, number>();
  readonly #byHash = new Map<number, Entry[]>();

  /**
   * Enters a label set unless an equal one of the same time is there.
   * @returns the place of that one; null when it is new
   */
  add(labels: LabelSet, timestampMs: number | null, place: number): number | null {
    const hash = this.#hash(labels);
    const entries = this.#byHash.get(hash);
    const known = entries?.find((entry) => entry.timestampMs === timestampMs && isEqual(entry.labels, labels));
    if (known !== undefined) return known.place;
    const entry = { labels, timestampMs, place };
    if (entries === undefined) this.#byHash.set(hash, [entry]);
    else entries.push(entry);
    return null;
  }

  /** The order of the labels does not matter, so the parts are added up. */
  #hash(labels: LabelSet): number {
    let sum = 0;
    for (const name in labels) sum = (sum + mix(this.#idOf(name), this.#idOf(labels[name] ?? ""))) | 0;
    return sum;
  }

  #idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#ids.size);
    return this.#ids.size - 1;
  }
}

/** Two small numbers to one that looks random, 32 bits. */
function mix(a: number, b: number): number {
  const mixed = Math.imul(Math.imul(a + 1, 0x9e3779b1) ^ b, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
}

function isEqual(a: LabelSet, b: LabelSet): boolean {
  let count = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    count += 1;
  }
  for (const _name in b) count -= 1;
  return count === 0;
}
