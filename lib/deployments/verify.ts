import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { RenderedJob } from "@/lib/bundles/bundle";
import { sha256Hex } from "@/lib/bundles/file-names";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { type AskFailure, problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { askOwnMetrics, type OwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { askScrapePools } from "@/lib/prometheus-api/scrape-pools";
import { type Problem, problem } from "@/lib/result";
import { compareLoadedConfig } from "./compare-config";
import { configShown } from "./config-behind";
import type { DeploymentContext } from "./context";
import { type ClusterExpectation, foundBy, judgeClusters } from "./judge-clusters";
import type { Reloading } from "./reloading";
import { visibilityOf } from "./visible-change";

/** What the server must show before a deployment is called live. */
export type Expectation = ClusterExpectation & {
  readonly mainText: string;
  /** SHA-256 of it, hex: how a receiver names it. */
  readonly mainDigest: string;
  /** Time of the last successful reload before ours; null when it is not known (after a crash) or will not change. */
  readonly reloadedAfter: number | null;
  /** SHA-256, hex, of the configuration that the server showed before; null when nobody could ask. */
  readonly loadedBefore: string | null;
};

/** `missing` is empty once everything is proven. */
export type Observation = {
  /** What the server says of itself; null when it does not answer. */
  readonly metrics: OwnMetrics | null;
  /** It runs the new configuration, whatever may follow from that. */
  readonly isShown: boolean;
  /** False while a job has found nothing yet, rightly or because its turn has not come. */
  readonly isSettled: boolean;
  readonly missing: readonly Problem[];
  /** Clusters that fail while all else is proven; null when there is more to it. */
  readonly failing: readonly Problem[] | null;
  readonly warnings: readonly Problem[];
  readonly isHopeless: boolean;
  /** SHA-256, hex, of the configuration that the server shows, once that is ours; null before, or when nobody can ask. */
  readonly loadedDigest: string | null;
};

/** Prometheus passes on what discovery has found every 5 s; a job that is silent for two rounds has nothing to say. */
const SILENCE_MS = 12_000;

/** Jobs of `config` whose lines are not in `previous`. */
export function changedJobs(jobs: readonly RenderedJob[], config: string, previous: string | null): RenderedJob[] {
  const lines = config.split("\n");
  return jobs.filter(({ cluster, firstLine, lastLine }) => {
    const own = lines.slice(firstLine - 1, lastLine).join("\n");
    return cluster !== null && previous?.includes(own) !== true;
  });
}

/**
 * Asks again and again until the server has shown everything, cannot show it any more, or the time is over: first for
 * the new configuration itself, then for what has to follow from it.
 */
export async function verify(context: DeploymentContext, expectation: Expectation, reloading: Reloading): Promise<Observation> {
  const { deploymentId, times, lease } = context;
  const startedAt = performance.now();
  let shownAt: number | null = null;
  let told = firstPhase(reloading);
  await setDeploymentStatus(deploymentId, told);
  for (;;) {
    const observation = await observe(context, { ...expectation, waitedMs: performance.now() - startedAt }, reloading);
    shownAt = observation.isShown ? (shownAt ?? performance.now()) : null;
    if (isProven(observation, times.silenceMs ?? SILENCE_MS, shownAt) || observation.isHopeless) return observation;
    if (performance.now() >= endOf(context, startedAt, shownAt)) return whenOver(context, withoutFailing(observation));
    const phase = phaseOf(observation, reloading);
    if (phase !== told) await setDeploymentStatus(deploymentId, phase);
    told = phase;
    await lease.assertHeld();
    if (!observation.isShown) await reloading.repeatIfUseful(observation.metrics);
    await sleep(times.pollMs);
  }
}

/** F-08: content that never showed, although whoever brings it was given enough time, has a usual cause. */
function whenOver({ transport: { notShown } }: DeploymentContext, observation: Observation): Observation {
  const isOld = notShown !== undefined && observation.metrics !== null && !observation.isShown;
  return isOld ? { ...observation, missing: [notShown, ...observation.missing] } : observation;
}

/** One cluster's credential is no reason to take the others back: it is named, and people decide (F-10). */
function withoutFailing(observation: Observation): Observation {
  return observation.failing === null ? observation : { ...observation, missing: [] };
}

/** Content may take its time to show; what has to follow from it gets a time of its own. */
function endOf({ times, transport }: DeploymentContext, startedAt: number, shownAt: number | null): number {
  if (shownAt === null) return startedAt + transport.timing.visibleWithinMs + times.verifyMs;
  return shownAt + (times.proofMs ?? times.verifyMs);
}

function isProven({ missing, isSettled }: Observation, silenceMs: number, shownAt: number | null): boolean {
  return missing.length === 0 && (isSettled || (shownAt !== null && performance.now() - shownAt >= silenceMs));
}

type Phase = "verifying" | "waiting" | "unknown";

/** What people are told before the server has been asked: that may take its time when it hangs. */
function firstPhase(reloading: Reloading): Phase {
  if (reloading.isUnsure()) return "unknown";
  return reloading.state().kind === "unknown" ? "waiting" : "verifying";
}

/** What people are told while the proof has not come. */
function phaseOf({ isShown, metrics }: Observation, reloading: Reloading): Phase {
  if (isShown) return "verifying";
  if (reloading.isUnsure()) return "unknown";
  return metrics === null && reloading.state().kind !== "not_ours" ? "waiting" : "verifying";
}

/** As long as the new configuration is not there. */
const UNSHOWN: Omit<Observation, "missing"> = {
  metrics: null,
  isShown: false,
  isSettled: false,
  failing: null,
  warnings: [],
  isHopeless: false,
  loadedDigest: null,
};

type Waited = { readonly waitedMs: number };

/** Asks whoever can tell: the server, the receiver of the content, or both. */
async function observe(
  context: DeploymentContext,
  expectation: Expectation & Waited,
  reloading: Reloading,
): Promise<Observation> {
  const { receiver } = context.transport;
  const heard = receiver === undefined ? null : await receiver.hear(expectation.mainDigest);
  if (heard?.kind === "refused") return { ...UNSHOWN, missing: [heard.problem], isHopeless: true };
  if (receiver?.isOnlyWitness !== true) return await observeServer(context, expectation, reloading);
  if (heard?.kind !== "loaded") return { ...UNSHOWN, missing: heard === null ? [] : [heard.problem, ...(heard.reasons ?? [])] };
  return { ...UNSHOWN, isShown: true, isSettled: true, missing: [], warnings: heard.facts };
}

async function observeServer(
  context: DeploymentContext,
  expectation: Expectation & Waited,
  reloading: Reloading,
): Promise<Observation> {
  const { connection } = context;
  const failed = (failure: AskFailure, metrics: OwnMetrics | null): Observation => {
    return { ...UNSHOWN, metrics, missing: [problemOfFailure(failure, connection)] };
  };
  const asked = await askOwnMetrics(connection);
  if (!asked.ok) return failed(asked.failure, null);
  const metrics = asked.value;
  const reloaded = judgeReload(metrics, expectation);
  if (reloaded !== null) {
    const isHopeless = reloading.isRefused() && !metrics.isReloadSuccessful;
    return { ...UNSHOWN, metrics, missing: [reloaded], isHopeless };
  }
  const [loaded, pools] = [await askLoadedConfig(connection), await askScrapePools(connection)];
  if (!loaded.ok) return failed(loaded.failure, metrics);
  if (!pools.ok) return failed(pools.failure, metrics);
  const differences = await judgeConfig(context, loaded.value, expectation);
  const isShown = differences.length === 0;
  const clusters = judgeClusters(pools.value, metrics, expectation);
  const missing = [...differences, ...clusters.missing];
  const isSettled = expectation.changedJobs.every(({ jobName }) => foundBy(metrics, jobName) > 0);
  const failing = isShown ? clusters.failing : null;
  const loadedDigest = isShown ? sha256Hex(loaded.value) : null;
  return { metrics, isShown, missing, failing, warnings: clusters.warnings, isHopeless: false, isSettled, loadedDigest };
}

function judgeReload({ isReloadSuccessful, lastReloadSuccess }: OwnMetrics, { reloadedAfter }: Expectation): Problem | null {
  if (!isReloadSuccessful) return problem("deployment/reload-unsuccessful");
  return reloadedAfter !== null && lastReloadSuccess <= reloadedAfter ? problem("deployment/not-reloaded") : null;
}

async function judgeConfig(
  { server, config, transport }: DeploymentContext,
  loaded: string,
  { mainText, generatedJobs, loadedBefore, waitedMs }: Expectation & Waited,
): Promise<Problem[]> {
  const differences = await compareLoadedConfig(mainText, loaded, generatedJobs);
  if (differences.length > 0) return [problem("deployment/loaded-differs", { parameters: { where: differences.join(", ") } })];
  if (loadedBefore === null || sha256Hex(loaded) !== loadedBefore) return [];
  // The old one may hold all that we look for. Where content is delayed, what may not show gets the time to be there.
  const visibility = visibilityOf(await configShown(server.id, loadedBefore), config);
  const isOld = visibility === "certain" || (visibility === "possible" && waitedMs < transport.timing.visibleWithinMs);
  return isOld ? [problem("deployment/not-shown")] : [];
}
