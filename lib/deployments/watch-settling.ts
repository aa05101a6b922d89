import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { RenderedJob } from "@/lib/bundles/bundle";
import type { Deployment } from "@/lib/deployments/schema";
import { parseDuration } from "@/lib/prometheus/duration";
import type { PrometheusConnection } from "@/lib/prometheus-api/ask";
import type { Scrub } from "@/lib/prometheus-api/scrub";
import { type ActiveTarget, askActiveTargets } from "@/lib/prometheus-api/targets";
import { askUpCount, type UpCount } from "@/lib/prometheus-api/up-count";
import { type Problem, problem } from "@/lib/result";
import { isSuperseded } from "./compare-targets";
import { isAskable, openReading } from "./context";
import { runStep, type StepOutcome } from "./journal";

const POLL_MS = 1_000;
const CONCURRENT_MAX = 4;
const INTERVALS = 2;
const ERROR_LENGTH_MAX = 300;
/** A deployment after which a larger share of all targets is down than before, by so many points, is worth a warning. */
const LOSS_PERCENT_MAX = 5;

type Watched = Pick<Deployment, "id" | "server" | "revision" | "steps">;

/**
 * Waits for two scrape intervals after a deployment has become live, and writes down how many targets are up, and the
 * first error of each cluster. Nobody waits for it, and it decides nothing.
 */
export async function watchSettling(deployment: Watched, waitMsMax: number): Promise<void> {
  const { server, connection, scrub, revision } = await openReading(deployment);
  const jobs = revision.bundle.jobs.filter(({ cluster }) => cluster !== null);
  await runStep(deployment.id, "settle", async (): Promise<StepOutcome<null>> => {
    if (!isAskable(server)) return skipped();
    const waitMs = Math.min(INTERVALS * (await longestIntervalMs(connection, jobs)), waitMsMax);
    const isStill = await waitUnlessSuperseded(deployment, waitMs);
    if (!isStill) return skipped();
    const [count, errors] = [await askUpCount(connection), await findFirstErrors(connection, scrub, jobs)];
    const facts = count.ok ? [tellCount(count.value, readCountBefore(deployment))] : [];
    return { ok: true, value: null, facts: [...facts, ...errors] };
  });
}

function skipped(): StepOutcome<null> {
  return { ok: true, value: null, isSkipped: true, facts: [problem("deployment/not-settled", { severity: "info" })] };
}

async function waitUnlessSuperseded({ server, revision }: Watched, waitMs: number): Promise<boolean> {
  const endsAt = performance.now() + waitMs;
  const subject = { serverId: server.id, digest: revision.digest };
  while (performance.now() < endsAt) {
    if (await isSuperseded(subject)) return false;
    await sleep(POLL_MS, undefined, { ref: false });
  }
  return true;
}

/** Of the first job of each cluster: the jobs of one cluster have one interval unless somebody has changed one. */
async function longestIntervalMs(connection: PrometheusConnection, jobs: readonly RenderedJob[]): Promise<number> {
  const firstOfCluster = new Map(jobs.toReversed().map((job) => [job.cluster, job]));
  const intervals = await mapConcurrently([...firstOfCluster.values()], async ({ jobName }) => {
    const targets = await askActiveTargets(connection, jobName);
    const parsed = parseDuration(targets.ok ? (targets.value[0]?.scrapeInterval ?? "0") : "0");
    return parsed.ok ? parsed.value : 0;
  });
  return Math.max(0, ...intervals);
}

async function findFirstErrors(connection: PrometheusConnection, scrub: Scrub, jobs: readonly RenderedJob[]): Promise<Problem[]> {
  const clusters = [...new Set(jobs.map(({ cluster }) => cluster ?? ""))];
  const found = await mapConcurrently(clusters, async (cluster) => {
    for (const { jobName } of jobs.filter((job) => job.cluster === cluster)) {
      const targets = await askActiveTargets(connection, jobName);
      const down = targets.ok ? targets.value.filter(({ health }) => health === "down") : [];
      if (down[0] !== undefined) return [tellError(cluster, jobName, down, scrub)];
    }
    return [];
  });
  return found.flat();
}

function tellError(cluster: string, job: string, down: readonly ActiveTarget[], scrub: Scrub): Problem {
  const prometheus = scrub(down[0]?.lastError ?? "").slice(0, ERROR_LENGTH_MAX);
  const parameters = { cluster, job, count: down.length };
  return problem("deployment/targets-down", { severity: "warning", parameters, prometheus });
}

/** The fact with which the look at the server before the deployment has left its count. */
export function upBeforeFact({ up, total }: UpCount): Problem {
  return problem("deployment/up-before", { severity: "info", parameters: { up, total } });
}

function readCountBefore({ steps }: Watched): UpCount | null {
  const fact = steps.flatMap(({ detail }) => detail).find(({ code }) => code === "deployment/up-before");
  return fact === undefined ? null : { up: Number(fact.parameters.up), total: Number(fact.parameters.total) };
}

function tellCount({ up, total }: UpCount, before: UpCount | null): Problem {
  const [now, then] = [percentOf({ up, total }), before === null ? null : percentOf(before)];
  const isWorse = then !== null && now !== null && now < then - LOSS_PERCENT_MAX;
  const parameters = { up, total, percent: now ?? 0, before: then ?? -1 };
  return problem("deployment/up-count", { severity: isWorse ? "warning" : "info", parameters });
}

function percentOf({ up, total }: UpCount): number | null {
  return total === 0 ? null : Math.round((1000 * up) / total) / 10;
}

async function mapConcurrently<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += CONCURRENT_MAX) {
    results.push(...(await Promise.all(items.slice(start, start + CONCURRENT_MAX).map(work))));
  }
  return results;
}
