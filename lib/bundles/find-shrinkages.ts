import type { RenderedJob } from "./bundle";

const NAMES_SHOWN = 20;

/** Something that shrinks too much: its number has to be typed. */
export type Shrinkage = {
  /** What `typed` of a deployment names; another extent has another key. */
  readonly key: string;
  readonly what: "jobs" | "clusters";
  /** How many go away, of how many. */
  readonly count: number;
  readonly before: number;
  readonly percent: number;
  readonly percentMax: number;
  /** The first of those that go away. */
  readonly names: string[];
};

type Jobs = readonly Pick<RenderedJob, "jobName" | "cluster">[];

/**
 * Jobs and clusters of which a larger share goes away than the server's settings allow, or all of them.
 * What is there under another name is gone as well: its series end.
 *
 * @param before null before the first deployment: then nothing goes away
 */
export function findShrinkages(before: Jobs | null, after: Jobs, percentMax: number): Shrinkage[] {
  if (before === null) return [];
  return [
    ...shrinkage("clusters", clustersOf(before), clustersOf(after), percentMax),
    ...shrinkage("jobs", namesOf(before), namesOf(after), percentMax),
  ];
}

function namesOf(jobs: Jobs): ReadonlySet<string> {
  return new Set(jobs.map(({ jobName }) => jobName));
}

function clustersOf(jobs: Jobs): ReadonlySet<string> {
  return new Set(jobs.flatMap(({ cluster }) => (cluster === null ? [] : [cluster])));
}

function shrinkage(
  what: Shrinkage["what"],
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  percentMax: number,
): Shrinkage[] {
  const gone = [...before].filter((name) => !after.has(name));
  const count = gone.length;
  const isEmptied = after.size === 0 && count > 0;
  if (!isEmptied && count * 100 <= before.size * percentMax) return [];
  const percent = Math.ceil((count * 100) / before.size);
  const names = gone.slice(0, NAMES_SHOWN);
  return [{ key: `${what} ${count} of ${before.size}`, what, count, before: before.size, percent, percentMax, names }];
}
