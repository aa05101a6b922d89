import { requestKey } from "@/lib/cluster-discovery/schema";
import { type BulkOutcome, compilePipeline, type KeptTarget, targetIdentity } from "@/lib/prometheus/target-pipeline";
import type { LabelSet } from "@/lib/relabel/label-set";
import { toShaped } from "@/lib/relabel/shape-table";
import type { Problem } from "@/lib/result";
import type { PlanJob } from "./plan-job";
import type { ScrapedTarget } from "./schema";

export type JobName = { readonly jobName: string; readonly cluster: string; readonly template: string | null };

/** What a cluster was found to hold, by `requestKey`. */
export type DiscoveredTargets = ReadonlyMap<string, readonly LabelSet[]>;

/** Targets between two yields: some milliseconds of work. */
export const CHUNK = 250;

/** Where targets come from that the config itself names. */
export const STATIC_KEY = "static";

/** What became of discovered targets, in their order: 0 or more is a place in `targets`. */
export const REFUSED = -1;
const FIRST_RULE = -2;

/** The rule (from 0) that dropped a target; null for another fate. */
export function droppingRule(fate: number): number | null {
  return fate <= FIRST_RULE ? FIRST_RULE - fate : null;
}

/** What a job will scrape. */
export type JobForecast = {
  readonly name: JobName;
  /** null for a forecast that was kept: only its targets are known. */
  readonly job: PlanJob | null;
  readonly targets: readonly ScrapedTarget[];
  /** By request: what became of each discovered target. */
  readonly fates: ReadonlyMap<string, Int32Array>;
  /** Where each of `targets` comes from: the first discovered target that became it. */
  readonly origins: readonly Origin[];
  /** Why targets were refused, by `originKey`; the first REFUSALS_MAX of them. */
  readonly refusals: ReadonlyMap<string, Problem>;
};

export type Origin = { readonly key: string; readonly index: number };

const REFUSALS_MAX = 1_000;

export function originKey({ key, index }: Origin): string {
  return `${key} ${index}`;
}

/** Everything that a job's targets are made of. */
function* originsOf(job: PlanJob, discovered: DiscoveredTargets): Generator<readonly [string, readonly LabelSet[]]> {
  for (const request of job.requests) {
    const key = requestKey(request);
    yield [key, discovered.get(key) ?? []];
  }
  if (job.staticTargets.length > 0) yield [STATIC_KEY, job.staticTargets];
}

/**
 * Foretells the targets of a job as Prometheus makes them: its rules, its checks, and one target of several whose labels,
 * hidden ones too, and URL are equal. It yields so that others may work in between.
 */
export function* forecastJob(job: PlanJob, discovered: DiscoveredTargets): Generator<undefined, JobForecast> {
  const run = compilePipeline(job.pipeline);
  const kept = new KeptTargets();
  const fates = new Map<string, Int32Array>();
  const refusals = new Map<string, Problem>();
  for (const [key, found] of originsOf(job, discovered)) {
    const fate = new Int32Array(found.length);
    for (const [index, labels] of found.entries()) {
      if (index % CHUNK === CHUNK - 1) yield;
      const outcome = run(toShaped(labels));
      if (outcome.kind === "error" && refusals.size < REFUSALS_MAX) refusals.set(originKey({ key, index }), outcome.problem);
      fate[index] = outcome.kind === "kept" ? kept.add(outcome, { key, index }) : fateOf(outcome);
    }
    fates.set(key, fate);
  }
  return { name: job, job, targets: kept.targets, fates, origins: kept.origins, refusals };
}

function fateOf(outcome: Exclude<BulkOutcome, KeptTarget>): number {
  return outcome.kind === "dropped" ? FIRST_RULE - outcome.ruleIndex : REFUSED;
}

/** Targets of one job; equal ones are one. */
class KeptTargets {
  readonly targets: ScrapedTarget[] = [];
  readonly origins: Origin[] = [];
  readonly #places = new Map<string, number>();

  /** @returns its place */
  add(target: KeptTarget, origin: Origin): number {
    const identity = targetIdentity(target);
    const known = this.#places.get(identity);
    if (known !== undefined) return known;
    this.origins.push(origin);
    const place = this.targets.push(toScraped(target)) - 1;
    this.#places.set(identity, place);
    return place;
  }
}

function toScraped({ publicLabels, scrapeUrl, interval, timeout }: KeptTarget): ScrapedTarget {
  return { labels: publicLabels, url: scrapeUrl, interval, timeout };
}

/** What was foretold earlier, as a forecast that can be compared and kept on. */
export function keptForecast(name: JobName, targets: readonly ScrapedTarget[]): JobForecast {
  return { name, job: null, targets, fates: new Map(), origins: [], refusals: new Map() };
}
