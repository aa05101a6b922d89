import "server-only";
import { type ApiNeed, allNeeds, type JobNeeds, needKey } from "@/lib/cluster-access";
import type { CheckupEvent, CheckupFetch, CheckupPermission, CheckupReport, CheckupWarning } from "@/lib/clusters/checkup-schema";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { type Reached, reachApiServer } from "./reach-api-server";
import { readSystemUid } from "./read-system-uid";
import { createAccessReviewer, type Permit } from "./review-access";
import { fetchTrial, type TrialLimits } from "./trial-fetch";
import { findTrialTarget } from "./trial-targets";
import { type TrialWay, trialWays } from "./trial-ways";
import { tryKubelet } from "./try-kubelet";
import { untilAborted } from "./until-aborted";
import { connectionWarnings } from "./warnings";

/** Of the whole checkup: what is not answered by then is unknown or timed out. */
const CHECKUP_MS_MAX = 14_000;
const SYSTEM_UID_MS_MAX = 5000;

type Tell = (event: CheckupEvent) => void;

/**
 * Looks at a cluster from its name to the series behind its proxies, and tells each finding as it comes. Ends by itself
 * within 15 seconds, whatever the other side does.
 */
export async function runCheckup(
  connection: ApiServerConnection,
  jobs: readonly JobNeeds[],
  { tell, signal, trials = {} }: { tell: Tell; signal?: AbortSignal; trials?: TrialLimits },
): Promise<CheckupReport> {
  const startedAt = performance.now();
  const takenAt = new Date();
  const deadline = AbortSignal.timeout(CHECKUP_MS_MAX);
  const until = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  const warnings: CheckupWarning[] = [];
  const warn = (warning: CheckupWarning) => {
    warnings.push(warning);
    tell({ kind: "warning", warning });
  };
  const reached = await reachApiServer(connection, until, {
    onStep: (step) => tell({ kind: "step", step }),
    onChain: (chain) => tell({ kind: "chain", chain }),
  });
  for (const warning of connectionWarnings(connection, reached)) warn(warning);
  const seen = reached.isReachable ? await lookInside(connection, jobs, { tell, warn, until, trials }) : NOTHING_SEEN;
  return {
    outcome: outcomeOf(reached, seen),
    takenAt: takenAt.toISOString(),
    durationMs: Math.round(performance.now() - startedAt),
    steps: [...reached.steps],
    chain: reached.chain,
    kubernetesVersion: reached.kubernetesVersion,
    clockSkewMs: reached.clockSkewMs,
    ...seen,
    warnings,
  };
}

type Seen = Pick<CheckupReport, "permissions" | "fetches" | "excess" | "systemUid">;
const NOTHING_SEEN: Seen = { permissions: [], fetches: [], excess: null, systemUid: null };

type Inside = {
  readonly tell: Tell;
  readonly warn: (warning: CheckupWarning) => void;
  readonly until: AbortSignal;
  readonly trials: TrialLimits;
};

/** Rights and fetches at once: neither waits for the other, both only for the deadline. */
async function lookInside(connection: ApiServerConnection, jobs: readonly JobNeeds[], inside: Inside): Promise<Seen> {
  const [rights, fetches, systemUid] = await Promise.all([
    reviewRights(connection, jobs, inside),
    Promise.all(trialWays(jobs).map((way) => tryWay(connection, way, inside))),
    readSystemUid(connection, { totalMsMax: SYSTEM_UID_MS_MAX, signal: inside.until }),
  ]);
  return { ...rights, fetches, systemUid };
}

async function reviewRights(connection: ApiServerConnection, jobs: readonly JobNeeds[], { tell, warn, until }: Inside) {
  const needs = allNeeds(jobs);
  const reviewer = createAccessReviewer(connection, until);
  const permissions: CheckupPermission[] = [];
  await reviewer.review(needs, (need, permit) => {
    for (const permission of permissionsOf(need, permit, jobs)) {
      permissions.push(permission);
      tell({ kind: "permission", permission });
    }
  });
  const excess = await reviewer.excess(needs);
  await reviewer.close();
  if (excess !== null) tell({ kind: "excess", excess });
  const isUnanswered = permissions.some(({ state }) => state === "unknown") || excess === null;
  if (isUnanswered) warn({ code: "review_unavailable", parameters: {} });
  return { permissions: inOrderOfJobs(permissions, jobs), excess };
}

function permissionsOf(need: ApiNeed, state: Permit, jobs: readonly JobNeeds[]): CheckupPermission[] {
  const { verb, apiGroup, resource, subresource = null, namespace = null, name = null, nonResourceUrl = null } = need;
  return jobs
    .filter(({ needs }) => needs.some((other) => needKey(other) === needKey(need)))
    .map(({ job, template }) => {
      const cell = { verb, apiGroup, resource, subresource, namespace, name, nonResourceUrl };
      return { job, template, ...cell, state };
    });
}

function inOrderOfJobs(permissions: readonly CheckupPermission[], jobs: readonly JobNeeds[]): CheckupPermission[] {
  return jobs.flatMap(({ job }) => permissions.filter((permission) => permission.job === job));
}

async function tryWay(connection: ApiServerConnection, way: TrialWay, inside: Inside): Promise<CheckupFetch> {
  const fetch = await fetchOnWay(connection, way, inside);
  inside.tell({ kind: "fetch", fetch });
  return fetch;
}

async function fetchOnWay(
  connection: ApiServerConnection,
  way: TrialWay,
  { warn, until, trials }: Inside,
): Promise<CheckupFetch> {
  const { kind, jobs } = way;
  const base = { kind, jobs: [...jobs] };
  const target = await untilAborted(findTrialTarget(connection, way), until).catch(() => ({ gap: "targets_unknown" }) as const);
  if ("gap" in target) {
    if (target.gap === "list_expired") warn({ code: "list_expired", parameters: { resource: LISTED_FOR[kind] } });
    const outcome = target.gap === "no_target" ? "no_target" : "targets_unknown";
    return { ...base, path: null, outcome, status: null, durationMs: 0, bytes: 0, textBytes: 0, series: 0 };
  }
  const { path, host } = target;
  const fetched =
    host === null
      ? await fetchTrial(connection, { path, isProxied: kind !== "apiserver" }, { ...trials, signal: until })
      : await tryKubelet(connection, { host, path: "/metrics" }, until);
  return { ...base, path: path.slice(0, 600), ...fetched };
}

const LISTED_FOR: Readonly<Record<TrialWay["kind"], string>> = {
  apiserver: "nodes",
  node: "nodes",
  cadvisor: "nodes",
  kubelet: "nodes",
  pod: "pods",
  service: "services",
};

function outcomeOf({ isReachable }: Reached, { permissions, fetches }: Seen): CheckupReport["outcome"] {
  if (!isReachable) return "failed";
  const isWhole = permissions.every(({ state }) => state === "allowed");
  return isWhole && fetches.every(({ outcome }) => outcome === "ok" || outcome === "no_target") ? "ok" : "partial";
}
