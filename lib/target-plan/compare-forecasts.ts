import { compareNames } from "@/lib/relabel/label-order";
import type { LabelSet } from "@/lib/relabel/label-set";
import { CHUNK, type JobForecast } from "./forecast-job";
import type { ScrapedTarget, TargetCounts } from "./schema";

/** What a new config changes in one job; places in the targets of both forecasts. */
export type JobComparison = {
  readonly cluster: string;
  readonly job: string;
  readonly template: string | null;
  readonly before: JobForecast | null;
  readonly after: JobForecast | null;
  readonly added: readonly number[];
  readonly lost: readonly number[];
  readonly changed: readonly (readonly [before: number, after: number])[];
  /** Places in `after`. */
  readonly unchanged: readonly number[];
};

/** Labels as a text that is equal for equal sets. */
export function labelsKey(labels: LabelSet): string {
  let key = "";
  for (const name of Object.keys(labels).sort(compareNames)) {
    const value = labels[name] ?? "";
    // Lengths keep names and values apart, whatever they hold.
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  return key;
}

/** A target as Prometheus reports it, as a text. */
export function scrapedKey({ labels, url, interval, timeout }: ScrapedTarget): string {
  return `${url} ${interval} ${timeout} ${labelsKey(labels)}`;
}

export function countsOf({ before, after, added, lost, changed, unchanged }: JobComparison): TargetCounts {
  return {
    before: before?.targets.length ?? 0,
    after: after?.targets.length ?? 0,
    added: added.length,
    lost: lost.length,
    changed: changed.length,
    unchanged: unchanged.length,
  };
}

export function sumCounts(all: readonly TargetCounts[]): TargetCounts {
  const sum = { before: 0, after: 0, added: 0, lost: 0, changed: 0, unchanged: 0 };
  for (const counts of all) for (const name of Object.keys(sum) as (keyof TargetCounts)[]) sum[name] += counts[name];
  return sum;
}

/**
 * Compares what one job scrapes now and will scrape; both forecasts are of the same discovered targets. A target stays what
 * it is when labels, URL and times are equal; it is changed when the same discovered target becomes another one, or, where
 * the job discovers in another way, when its URL stays.
 */
export function* compareForecasts(before: JobForecast | null, after: JobForecast | null): Generator<undefined, JobComparison> {
  const { jobName, cluster, template } = (after ?? before)?.name ?? { jobName: "", cluster: "", template: null };
  const all = { cluster, job: jobName, template, before, after };
  if (before === null || after === null || before === after) {
    return { ...all, changed: [], ...compareWithNothing(before, after) };
  }
  const pairs = new Pairs(before, after);
  yield* pairs.matchEqual();
  yield* pairs.matchOrigins();
  yield* pairs.matchUrls();
  return { ...all, ...pairs.result() };
}

function compareWithNothing(before: JobForecast | null, after: JobForecast | null) {
  const places = (forecast: JobForecast | null) => (forecast?.targets ?? []).map((_, place) => place);
  if (before === after) return { added: [], lost: [], unchanged: places(after) };
  return { added: places(after), lost: places(before), unchanged: [] };
}

/** Finds for each target of before its one of after. */
class Pairs {
  readonly #before: JobForecast;
  readonly #after: JobForecast;
  readonly #pairOf: Int32Array;
  readonly #isTaken: Uint8Array;
  readonly #unchanged: number[] = [];
  readonly #changed: [number, number][] = [];

  constructor(before: JobForecast, after: JobForecast) {
    this.#before = before;
    this.#after = after;
    this.#pairOf = new Int32Array(before.targets.length).fill(-1);
    this.#isTaken = new Uint8Array(after.targets.length);
  }

  *matchEqual(): Generator<undefined, void> {
    yield* this.#matchBy(scrapedKey, (_before, after) => this.#unchanged.push(after));
  }

  *matchUrls(): Generator<undefined, void> {
    yield* this.#matchBy(
      ({ url }) => url,
      (before, after) => this.#changed.push([before, after]),
    );
  }

  *matchOrigins(): Generator<undefined, void> {
    for (const [key, fates] of this.#before.fates) {
      const afterFates = this.#after.fates.get(key);
      if (afterFates === undefined) continue;
      for (const [index, before] of fates.entries()) {
        if (index % CHUNK === CHUNK - 1) yield;
        const after = afterFates[index] ?? -1;
        if (before < 0 || after < 0 || this.#pairOf[before] !== -1 || this.#isTaken[after] === 1) continue;
        this.#pair(before, after);
        this.#changed.push([before, after]);
      }
    }
  }

  result() {
    const [lost, added]: [number[], number[]] = [[], []];
    for (let place = 0; place < this.#pairOf.length; place += 1) if (this.#pairOf[place] === -1) lost.push(place);
    for (let place = 0; place < this.#isTaken.length; place += 1) if (this.#isTaken[place] === 0) added.push(place);
    return { added, lost, changed: this.#changed, unchanged: this.#unchanged };
  }

  *#matchBy(
    keyOf: (target: ScrapedTarget) => string,
    found: (before: number, after: number) => void,
  ): Generator<undefined, void> {
    const free = yield* this.#freeBy(keyOf);
    if (free.size === 0) return;
    for (const [place, target] of this.#before.targets.entries()) {
      if (place % CHUNK === CHUNK - 1) yield;
      const after = this.#pairOf[place] === -1 ? free.get(keyOf(target))?.shift() : undefined;
      if (after === undefined) continue;
      this.#pair(place, after);
      found(place, after);
    }
  }

  /** Targets of after that have no pair yet. */
  *#freeBy(keyOf: (target: ScrapedTarget) => string): Generator<undefined, Map<string, number[]>> {
    const free = new Map<string, number[]>();
    for (const [place, target] of this.#after.targets.entries()) {
      if (place % CHUNK === CHUNK - 1) yield;
      if (this.#isTaken[place] === 1) continue;
      const key = keyOf(target);
      const places = free.get(key);
      if (places === undefined) free.set(key, [place]);
      else places.push(place);
    }
    return free;
  }

  #pair(before: number, after: number): void {
    this.#pairOf[before] = after;
    this.#isTaken[after] = 1;
  }
}
