import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { findUnfinishedDeployment } from "@/lib/db/deployments";
import { describeLiveRevision } from "@/lib/db/revisions";
import { findServerRecord } from "@/lib/db/servers";
import { insertTargetForecast, setTargetComparison } from "@/lib/db/target-forecasts";
import type { PrometheusConnection } from "@/lib/prometheus-api/ask";
import { askActiveTargets } from "@/lib/prometheus-api/targets";
import { problem } from "@/lib/result";
import type { PlannedCluster } from "@/lib/target-plan/assemble-plan";
import { compareReported, type ReportedComparison } from "@/lib/target-plan/compare-reported";
import { DIFFERENCES_SHOWN, type TargetComparison } from "@/lib/target-plan/comparison-schema";
import type { ScrapedTarget } from "@/lib/target-plan/schema";
import { type ComparisonTimes, connectionOf, isAskable } from "./context";
import { runStep } from "./journal";
import type { KnownPlan } from "./known-plans";
import { packForecast } from "./pack-forecast";

const CONCURRENT_MAX = 4;

/** Keeps with a deployment what it is expected to give. */
export async function keepForecast(deploymentId: string, { clusters, plan }: KnownPlan): Promise<void> {
  await insertTargetForecast(deploymentId, await packForecast(clusters), plan.counts.after);
}

/**
 * Compares the forecast of a live deployment with what Prometheus reports, once its targets have settled, and keeps what
 * came of it. Only clusters that were read for this deployment are compared.
 */
export async function compareTargets(
  deployment: { readonly id: string; readonly serverId: string; readonly digest: string },
  { clusters }: KnownPlan,
  times: ComparisonTimes,
): Promise<void> {
  const server = await findServerRecord(deployment.serverId);
  const foreseen = foreseenJobs(clusters);
  if (server === null || foreseen.jobs.size === 0) return;
  await runStep(deployment.id, "compare", async () => {
    const canAsk = isAskable(server);
    const comparison = canAsk ? await watch(connectionOf(server), foreseen, times, () => isSuperseded(deployment)) : null;
    if (comparison === null) {
      return { ok: true, value: null, isSkipped: true, facts: [problem("deployment/not-compared", { severity: "info" })] };
    }
    await setTargetComparison(deployment.id, comparison);
    return { ok: true, value: null, facts: [factOf(comparison)] };
  });
}

function factOf({ foreseen, equal, missingCount, unexpectedCount, differentCount }: TargetComparison) {
  const isEqual = missingCount + unexpectedCount + differentCount === 0;
  return isEqual
    ? problem("deployment/targets-as-foreseen", { severity: "info", parameters: { foreseen } })
    : problem("deployment/targets-differ", {
        severity: "warning",
        parameters: { foreseen, equal, missing: missingCount, unexpected: unexpectedCount, different: differentCount },
      });
}

/** Another deployment runs or has become live: what Prometheus reports is not ours any more. */
export async function isSuperseded({ serverId, digest }: { serverId: string; digest: string }): Promise<boolean> {
  if ((await findUnfinishedDeployment(serverId)) !== null) return true;
  return (await describeLiveRevision(serverId))?.digest !== digest;
}

type Foreseen = { readonly jobs: ReadonlyMap<string, readonly ScrapedTarget[]>; readonly notCompared: number };

function foreseenJobs(clusters: readonly PlannedCluster[]): Foreseen {
  const jobs = new Map<string, readonly ScrapedTarget[]>();
  let notCompared = 0;
  for (const { sight, jobs: planned } of clusters) {
    for (const { comparison } of planned) {
      const targets = comparison.after?.targets ?? [];
      if (sight === "live") jobs.set(comparison.job, targets);
      else notCompared += targets.length;
    }
  }
  return { jobs, notCompared };
}

/** Asks until everything is as foreseen, nothing changes any more, or the time is over; null when it cannot be said. */
async function watch(
  connection: PrometheusConnection,
  foreseen: Foreseen,
  times: ComparisonTimes,
  isOver: () => Promise<boolean>,
): Promise<TargetComparison | null> {
  const endsAt = performance.now() + times.totalMs;
  const last = { text: "", since: 0 };
  for (;;) {
    if (await isOver()) return null;
    const comparison = await compareOnce(connection, foreseen);
    if (comparison !== null && hasSettled(comparison, last, times)) return { ...comparison, isSettled: true };
    if (performance.now() >= endsAt) return comparison;
    await sleep(times.pollMs);
  }
}

function hasSettled(comparison: TargetComparison, last: { text: string; since: number }, { settleMs }: ComparisonTimes): boolean {
  const { equal, foreseen, reported } = comparison;
  if (equal === foreseen && equal === reported) return true;
  const text = JSON.stringify(comparison);
  if (last.text !== text) Object.assign(last, { text, since: performance.now() });
  return performance.now() - last.since >= settleMs;
}

async function compareOnce(connection: PrometheusConnection, { jobs, notCompared }: Foreseen): Promise<TargetComparison | null> {
  const names = [...jobs.keys()];
  const compared: [string, ReportedComparison][] = [];
  for (let start = 0; start < names.length; start += CONCURRENT_MAX) {
    const some = await Promise.all(
      names.slice(start, start + CONCURRENT_MAX).map(async (job) => {
        const reported = await askReported(connection, job);
        return reported === null ? null : ([job, compareReported(jobs.get(job) ?? [], reported)] as const);
      }),
    );
    for (const one of some) {
      if (one === null) return null;
      compared.push([one[0], one[1]]);
    }
  }
  return summarise(compared, notCompared);
}

async function askReported(connection: PrometheusConnection, job: string): Promise<ScrapedTarget[] | null> {
  const asked = await askActiveTargets(connection, job);
  if (!asked.ok) return null;
  return asked.value.map(({ labels, scrapeUrl, scrapeInterval, scrapeTimeout }) => {
    return { labels, url: scrapeUrl, interval: scrapeInterval, timeout: scrapeTimeout };
  });
}

function summarise(compared: readonly (readonly [string, ReportedComparison])[], notCompared: number): TargetComparison {
  const missing = compared.flatMap(([job, one]) => one.missing.map((target) => ({ job, target })));
  const unexpected = compared.flatMap(([job, one]) => one.unexpected.map((target) => ({ job, target })));
  const different = compared.flatMap(([job, one]) => one.different.map((pair) => ({ job, ...pair })));
  const equal = compared.reduce((sum, [, one]) => sum + one.equal, 0);
  return {
    foreseen: equal + missing.length + different.length,
    reported: equal + unexpected.length + different.length,
    equal,
    notCompared,
    isSettled: false,
    missingCount: missing.length,
    unexpectedCount: unexpected.length,
    differentCount: different.length,
    missing: missing.slice(0, DIFFERENCES_SHOWN),
    unexpected: unexpected.slice(0, DIFFERENCES_SHOWN),
    different: different.slice(0, DIFFERENCES_SHOWN),
  };
}
