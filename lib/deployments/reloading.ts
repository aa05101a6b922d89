import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { OwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { type ReloadOutcome, reload } from "@/lib/prometheus-api/reload";
import { ok, type Problem, problem } from "@/lib/result";
import type { DeploymentContext } from "./context";
import { explainRefusal } from "./explain-refusal";
import { runStep, type StepOutcome } from "./journal";

/** A reload takes tenths of a second; one that takes longer is watched, not waited for. */
const ANSWER_MS = 5_000;
/** Content that takes time to show is asked for this often. */
const REPEAT_MS = 3_000;

/** Failures after which the request certainly has not reached the server. */
const NOT_DELIVERED: ReadonlySet<string> = new Set(["refused", "dns", "blocked_address", "unreachable"]);

/** What is known of the reload now. */
export type ReloadState = ReloadOutcome | { readonly kind: "pending" } | { readonly kind: "not_ours" };

/** The reload of one switch of files, forwards or back. There is never more than one request under way. */
export type Reloading = {
  state(): ReloadState;
  /** True while nobody can say whether the server has reloaded or still will. */
  isUnsure(): boolean;
  /** True once the server has refused, so that waiting cannot help. */
  isRefused(): boolean;
  /**
   * Asks again when that can help: the request never arrived, or the content takes time to show.
   * @param metrics what the server says now; it shows whether an unsure reload has happened
   */
  repeatIfUseful(metrics: OwnMetrics | null): Promise<void>;
  /** Ends when no request is under way. */
  settled(): Promise<void>;
};

/** @param isOurs false when the server, or the receiver of the content, reloads by itself */
export function createReloading(context: DeploymentContext, isOurs: boolean): Reloading & { begin(): Promise<void> } {
  const { connection, scrub, transport, lease, revision } = context;
  const startedAt = performance.now();
  let state: ReloadState = isOurs ? { kind: "pending" } : { kind: "not_ours" };
  let underWay: Promise<void> = Promise.resolve();
  let askedAt = 0;
  let lastReload: number | null = null;

  const begin = async () => {
    askedAt = performance.now();
    state = { kind: "pending" };
    lastReload = null;
    underWay = reload(connection, scrub, revision.bundle.jobs.length).then((outcome) => {
      state = outcome;
    });
    await Promise.race([underWay, sleep(ANSWER_MS, undefined, { ref: false })]);
  };
  const notice = (metrics: OwnMetrics | null) => {
    if (metrics === null || state.kind !== "unknown") return;
    if (lastReload !== null && metrics.lastReloadSuccess > lastReload) state = { kind: "accepted" };
    lastReload ??= metrics.lastReloadSuccess;
  };
  const canHelp = () => {
    if (state.kind === "unknown") return NOT_DELIVERED.has(state.reason);
    const isDelayed = performance.now() - startedAt < transport.timing.visibleWithinMs;
    // Refused may mean that the old content was not shown again yet.
    return (state.kind === "accepted" || state.kind === "failed") && isDelayed && performance.now() - askedAt >= REPEAT_MS;
  };
  return {
    begin,
    state: () => state,
    isUnsure: () => state.kind === "pending" || (state.kind === "unknown" && !NOT_DELIVERED.has(state.reason)),
    isRefused: () => state.kind === "failed" || state.kind === "forbidden" || state.kind === "method_refused",
    repeatIfUseful: async (metrics) => {
      notice(metrics);
      if (metrics === null || !canHelp()) return;
      await lease.assertHeld();
      await begin();
    },
    settled: async () => await underWay,
  };
}

/** Asks for the reload as a step of the journal; its answer is noted, and decides nothing by itself. */
export async function requestReload(context: DeploymentContext, hasLifecycle: boolean): Promise<Reloading> {
  const { deploymentId, connection, transport } = context;
  const isOurs = hasLifecycle && transport.timing.reload === "http" && context.isReloadedByHand !== true;
  const reloading = createReloading(context, isOurs);
  await runStep(deploymentId, "reload", async (): Promise<StepOutcome<null>> => {
    if (!isOurs) {
      return { ok: true, value: null, isSkipped: true, facts: [problem(reloaderOf(context), { severity: "info" })] };
    }
    await context.lease.assertHeld();
    await reloading.begin();
    const found = problemOfReload(reloading.state(), connection.url);
    return found === null ? ok(null) : { ok: false, problems: [found] };
  });
  return reloading;
}

function reloaderOf({ transport, isReloadedByHand }: DeploymentContext): string {
  if (transport.timing.reload === "by-receiver") return "deployment/receiver-reloads";
  return isReloadedByHand === true ? "deployment/reload-by-hand" : "deployment/auto-reload";
}

/** What is to be said of a reload; null when there is nothing. */
export function problemOfReload(state: ReloadState, url: string): Problem | null {
  switch (state.kind) {
    case "accepted":
    case "not_ours":
      return null;
    case "forbidden":
      return problem("server/lifecycle-off", { parameters: { url } });
    case "method_refused":
      return problem("deployment/reload-method", { parameters: { url } });
    case "failed":
      return explainRefusal(problem("deployment/reload-failed", { prometheus: state.message }));
    case "pending":
      return problem("deployment/reload-pending", { severity: "warning" });
    case "unknown":
      return problem("deployment/reload-unknown", { severity: "warning", parameters: { reason: state.reason } });
  }
}
