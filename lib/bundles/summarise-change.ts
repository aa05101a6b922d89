import { formatDuration } from "@/lib/prometheus/duration";
import { parseYaml, type YamlDocument } from "@/lib/prometheus/yaml";
import type { Problem } from "@/lib/result";
import {
  type CanonicalMap,
  canonicalJobs,
  durationOf,
  globalTimesOf,
  type Leniency,
  mapUnder,
  relativePathsOf,
  toCanonicalConfig,
} from "./canonical-config";
import { differentKeys, item, named, targetItems } from "./change-item";
import { CLUSTER_COMMENT } from "./find-jobs";
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
  const [old, next] = [readOrNull(before), readOrNull(after)];
  const documents = [old, next].filter((document) => document !== null);
  const paths = new Set(isLoaded ? documents.flatMap((document) => [...relativePathsOf(document)]) : []);
  const leniency: Leniency = { isLoaded, paths };
  return [old === null ? null : toCanonicalConfig(old, leniency), next === null ? null : toCanonicalConfig(next, leniency)];
}

function readOrNull(text: string): YamlDocument | null {
  const document = parseYaml(text);
  return document.ok ? document.value : null;
}

/** The cluster of a job: the first part of its name, when that is known or stands as a comment in one of the texts. */
function createClusterOf(texts: readonly string[], known: readonly string[]): (jobName: string) => string | null {
  const said = texts.flatMap((text) => text.split("\n").map((line) => CLUSTER_COMMENT.exec(line)?.[1]));
  const names = new Set([...known, ...said]);
  return (jobName) => {
    const [first = "", second] = jobName.split("/", 2);
    return second !== undefined && names.has(first) ? first : null;
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
