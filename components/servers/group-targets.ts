import type { Targets } from "@/lib/servers/schema";

export type TargetHealth = "up" | "down" | "unknown";
export type TargetCounts = Readonly<Record<TargetHealth, number>>;
export type TargetRow = Targets[number]["targets"][number];
export type TargetJob = { readonly jobName: string; readonly counts: TargetCounts; readonly targets: readonly TargetRow[] };
/** `cluster` is null for the jobs of the base config. */
export type TargetCluster = {
  readonly cluster: string | null;
  readonly counts: TargetCounts;
  readonly jobs: readonly TargetJob[];
};
export type TargetFilter = { readonly text: string; readonly health: TargetHealth | "all" };

export const EVERY_TARGET: TargetFilter = { text: "", health: "all" };

// What needs attention first.
const HEALTH_ORDER: Record<TargetHealth, number> = { down: 0, unknown: 1, up: 2 };

/**
 * Groups scrape pools by cluster and keeps the targets that match the filter.
 * Clusters by name, the base config's own jobs last; within a job down targets come first.
 * Counts are those of the matching targets; without a filter they are Prometheus's own.
 */
export function groupTargetsByCluster(pools: Targets, filter: TargetFilter): TargetCluster[] {
  const jobsOf = new Map<string | null, TargetJob[]>();
  for (const pool of pools) {
    const job = toJob(pool, filter);
    if (job === null) continue;
    jobsOf.set(pool.cluster, [...(jobsOf.get(pool.cluster) ?? []), job]);
  }
  return [...jobsOf]
    .map(([cluster, jobs]) => ({
      cluster,
      counts: addCounts(jobs.map(({ counts }) => counts)),
      jobs: [...jobs].sort((a, b) => compareText(a.jobName, b.jobName)),
    }))
    .sort(compareClusters);
}

/** Adds up several counts. */
export function addCounts(counts: readonly TargetCounts[]): TargetCounts {
  const sum = { up: 0, down: 0, unknown: 0 };
  for (const { up, down, unknown } of counts) {
    sum.up += up;
    sum.down += down;
    sum.unknown += unknown;
  }
  return sum;
}

function toJob(pool: Targets[number], filter: TargetFilter): TargetJob | null {
  if (filter.text.trim() === "" && filter.health === "all") {
    const { jobName, up, down, unknown } = pool;
    return { jobName, counts: { up, down, unknown }, targets: sortTargets(pool.targets) };
  }
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const targets = pool.targets.filter(
    (target) => (filter.health === "all" || target.health === filter.health) && matchesAll(pool.jobName, target, words),
  );
  if (targets.length === 0) return null;
  return { jobName: pool.jobName, counts: addCounts(targets.map(countOf)), targets: sortTargets(targets) };
}

function countOf({ health }: TargetRow): TargetCounts {
  return { up: 0, down: 0, unknown: 0, [health]: 1 };
}

function matchesAll(jobName: string, { scrapeUrl, lastError, labels }: TargetRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const haystack = [jobName, scrapeUrl, lastError, ...pairs].join("\n").toLowerCase();
  return words.every((word) => haystack.includes(word));
}

function sortTargets(targets: readonly TargetRow[]): TargetRow[] {
  return [...targets].sort(
    (a, b) =>
      HEALTH_ORDER[a.health] - HEALTH_ORDER[b.health] ||
      compareText(a.instance, b.instance) ||
      compareText(a.scrapeUrl, b.scrapeUrl),
  );
}

function compareClusters(a: TargetCluster, b: TargetCluster): number {
  if (a.cluster === null || b.cluster === null) return Number(a.cluster === null) - Number(b.cluster === null);
  return compareText(a.cluster, b.cluster);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
