import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { failRunningSteps, findDeployment, listUnfinishedDeployments, setDeploymentStatus } from "@/lib/db/deployments";
import { acquireLease, releaseLease } from "@/lib/db/leases";
import { type Deployment, isFinal } from "@/lib/deployments/schema";
import { log } from "@/lib/log";
import { askFlags } from "@/lib/prometheus-api/flags";
import { problem } from "@/lib/result";
import { DEPLOYMENT_TIMES, type DeploymentContext, type DeploymentTimes, openContext } from "./context";
import { countDeployment } from "./count-deployment";
import { holdLease, LEASE_TTL_MS, LeaseLost } from "./lease";
import { proveOrUndo, requestReload } from "./run-deployment";
import { runInBackground } from "./running";
import type { MainDigests } from "./transports/transport";
import { undo } from "./undo";

/** A crashed process's lease ends by itself; another process that is alive keeps renewing its own. */
const LEASE_WAIT_MS = 2 * LEASE_TTL_MS;

/**
 * Decides every deployment that a crash has left unfinished: by the journal, the disk and what Prometheus runs.
 * It returns at once; the decisions are made in the background.
 */
export async function recoverDeployments(times: DeploymentTimes = DEPLOYMENT_TIMES): Promise<void> {
  for (const deployment of await listUnfinishedDeployments()) {
    runInBackground(deployment.id, () => recoverDeployment(deployment, times));
  }
}

/** Decides one unfinished deployment; whatever happens, it ends. */
export async function recoverDeployment(
  { id, server: { id: serverId } }: Pick<Deployment, "id" | "server">,
  times: DeploymentTimes,
): Promise<void> {
  const fence = await waitForLease(id, serverId);
  if (fence === null) return;
  const lease = holdLease(serverId, fence);
  try {
    const deployment = await findDeployment(id);
    if (deployment === null || isFinal(deployment.status)) return;
    await failRunningSteps(id, [problem("deployment/interrupted")]);
    await decide(await openContext(deployment, lease, times), deployment);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    log.error({ deploymentId: id, error }, "a deployment could not be recovered");
    await setDeploymentStatus(id, "needs_hands", [problem("deployment/internal")]);
  } finally {
    lease.stop();
    await releaseLease(serverId, fence);
    await countDeployment(id);
  }
}

async function waitForLease(id: string, serverId: string): Promise<number | null> {
  const endsAt = performance.now() + LEASE_WAIT_MS;
  while (performance.now() < endsAt) {
    const fence = await acquireLease(serverId, `recover-${id}`, LEASE_TTL_MS);
    if (fence !== null) return fence;
    await sleep(500);
  }
  return null;
}

async function decide(context: DeploymentContext, { steps, id }: Deployment): Promise<void> {
  const has = (name: string) => steps.some((step) => step.name === name);
  const interrupted = problem("deployment/interrupted");
  const staged = readStagedFact({ steps });
  if (staged === null || !has("commit")) {
    await context.transport.discard(context.lease.fence);
    return await setDeploymentStatus(id, "rejected", [interrupted]);
  }
  // The file of before lies under the fence of the process that has staged it.
  const resumed = { ...context, delivery: { ...context.delivery, fence: staged.fence } };
  const disk = await context.transport.readBack();
  if (!disk.ok) return await setDeploymentStatus(id, "needs_hands", [interrupted, ...disk.problems]);
  const { mainDigest } = disk.value;
  if (has("undo") && (mainDigest === staged.previous || mainDigest === staged.next)) {
    return await undo(resumed, { digests: staged, before: null, causes: [interrupted] });
  }
  if (mainDigest === staged.next) return await finish(resumed, staged);
  if (mainDigest === staged.previous) {
    await context.transport.discard(context.lease.fence);
    return await setDeploymentStatus(id, "rejected", [interrupted]);
  }
  await setDeploymentStatus(id, "needs_hands", [
    interrupted,
    problem("deployment/foreign-edit", { parameters: { path: "prometheus.yml" } }),
  ]);
}

/** The new file is in place: reload and prove it, as if nothing had happened in between. */
async function finish(context: DeploymentContext, digests: MainDigests): Promise<void> {
  const { mainText, generatedJobs, revision, connection, deploymentId } = context;
  await setDeploymentStatus(deploymentId, "reloading");
  const flags = await askFlags(connection);
  const outcome = await requestReload(context, !flags.ok || flags.value.hasLifecycle);
  const expectation = {
    mainText,
    generatedJobs,
    changedJobs: revision.bundle.jobs.filter(({ cluster }) => cluster !== null),
    reloadedAfter: null,
    kubernetesFailuresBefore: Number.POSITIVE_INFINITY,
    failedDiscoveryBefore: 0,
  };
  await proveOrUndo(context, { digests, before: null, expectation, outcome });
}

/** Reads back what `stagedFact` has written. */
function readStagedFact({ steps }: Pick<Deployment, "steps">): (MainDigests & { fence: number }) | null {
  const facts = steps.flatMap(({ detail }) => detail).find(({ code }) => code === "deployment/staged");
  if (facts === undefined) return null;
  const { fence, previous, next } = facts.parameters;
  return { fence: Number(fence), previous: previous === "-" ? null : String(previous), next: String(next) };
}
