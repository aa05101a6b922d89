import { formatDuration } from "@/lib/prometheus/duration";
import type { Problem } from "@/lib/result";
import {
  type CanonicalMap,
  canonicalJobs,
  durationOf,
  globalTimesOf,
  type Leniency,
  mapUnder,
  readCanonicalConfig,
  relativePathsOf,
} from "./canonical-config";
import { differentKeys, item, named, targetItems } from "./change-item";
import { findJobs } from "./find-jobs";
import { summariseJobs } from "./summarise-jobs";

/** What is known of a change besides its two texts. */
export type ChangeContext = {
  /** One of the texts is what Prometheus shows of the configuration that it has loaded. */
  readonly isLoaded?: boolean;
  /** Names of clusters, for texts that do not say which jobs are theirs. */
  readonly clusters?: readonly string[];
  /** Secrets differ that both texts mask. */
  readonly hasOtherSecrets?: boolean;
  /** From the target plan, where there is one. */
  readonly targets?: { readonly added: number; readonly removed: number };
};

/**
 * Says in a few items what a change of a configuration means: clusters and jobs that come and go, times and schemes by
 * groups of jobs, rules, global settings, credentials. Give it masked texts; nothing but names, times and words of
 * Prometheus's own goes into the items.
 *
 * @returns severity "info" and codes `change/...`, most important first; nothing when the texts are equal
 */
export function summariseChange(before: string, after: string, context: ChangeContext = {}): Problem[] {
  const targets = context.targets === undefined ? [] : targetItems(context.targets);
  if (before === after) return [...(context.hasOtherSecrets === true ? [item("secrets")] : []), ...targets];
  const [old, next] = readPair(before, after, context);
  if (old === null || next === null) return [item("unreadable"), ...targets];
  const clusterOf = createClusterOf([before, after], context.clusters ?? []);
  const items = [
    ...summariseJobs(canonicalJobs(old), canonicalJobs(next), { clusterOf, times: [globalTimesOf(old), globalTimesOf(next)] }),
    ...globalItems(mapUnder(old, "global"), mapUnder(next, "global")),
    ...sectionItems(old, next),
    ...(context.hasOtherSecrets === true ? [item("secrets")] : []),
  ];
  return [...(items.length === 0 ? [item("spelling")] : items), ...targets];
}

/** Two texts in one spelling, to be shown side by side; null when one cannot be read. */
export function readPair(
  before: string,
  after: string,
  { isLoaded = false }: ChangeContext,
): [CanonicalMap | null, CanonicalMap | null] {
  const paths = isLoaded ? new Set([...relativePathsOf(before), ...relativePathsOf(after)]) : new Set<string>();
  const leniency: Leniency = { isLoaded, paths };
  const [old, next] = [readCanonicalConfig(before, leniency), readCanonicalConfig(after, leniency)];
  return [old.ok ? old.value : null, next.ok ? next.value : null];
}

/** The cluster of a job: as a comment in one of the texts says, else by the first part of its name. */
function createClusterOf(texts: readonly string[], known: readonly string[]): (jobName: string) => string | null {
  const said = new Map<string, string>();
  for (const text of texts) {
    const jobs = findJobs(text);
    for (const { jobName, cluster } of jobs.ok ? jobs.value : []) if (cluster !== null) said.set(jobName, cluster);
  }
  const names = new Set([...known, ...said.values()]);
  return (jobName) => {
    const first = jobName.split("/", 1)[0] ?? "";
    return said.get(jobName) ?? (jobName.includes("/") && names.has(first) ? first : null);
  };
}

const GLOBAL_TIMES = ["scrape_interval", "scrape_timeout", "evaluation_interval"] as const;
const GLOBAL_DEFAULT_MS = { scrape_interval: 60_000, scrape_timeout: 10_000, evaluation_interval: 60_000 };

function globalItems(old: CanonicalMap, next: CanonicalMap): Problem[] {
  const times = GLOBAL_TIMES.flatMap((field): Problem[] => {
    const [from, to] = [old, next].map((global) => formatDuration(durationOf(global[field]) ?? GLOBAL_DEFAULT_MS[field]));
    return from === to ? [] : [item("global-time", { field, from: from ?? "", to: to ?? "" })];
  });
  const others = differentKeys(old, next).filter((key) => !GLOBAL_TIMES.some((field) => field === key));
  return [...times, ...named("global", others)];
}

function sectionItems(old: CanonicalMap, next: CanonicalMap): Problem[] {
  const keys = differentKeys(old, next).filter((key) => key !== "global" && key !== "scrape_configs");
  return [
    ...named(
      "sections-added",
      keys.filter((key) => old[key] === undefined),
    ),
    ...named(
      "sections-removed",
      keys.filter((key) => next[key] === undefined),
    ),
    ...named(
      "sections-changed",
      keys.filter((key) => old[key] !== undefined && next[key] !== undefined),
    ),
  ];
}
