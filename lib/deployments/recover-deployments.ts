import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { failRunningSteps, findDeployment, listUnfinishedDeployments, setDeploymentStatus } from "@/lib/db/deployments";
import { type Deployment, isFinal } from "@/lib/deployments/schema";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { DEPLOYMENT_TIMES, type DeploymentTimes, openContext } from "./context";
import { countDeployment } from "./count-deployment";
import { decideInterrupted } from "./decide-interrupted";
import { failpoint } from "./failpoint";
import { giveBackLease, type HeldLease, LEASE_TTL_MS, LeaseLost, takeLease } from "./lease";
import { isRunningHere, runInBackground } from "./running";

/** A crashed process's lease ends by itself; another process that is alive keeps renewing its own. */
const LEASE_WAIT_MS = 2 * LEASE_TTL_MS;
const LEASE_POLL_MS = 250;

/** A database that is locked for a while must not leave a deployment to people. */
const ATTEMPTS_MAX = 5;
const ATTEMPT_PAUSE_MS = 500;

/**
 * Decides every deployment that a crash has left unfinished: by the journal, the disk and what Prometheus runs.
 * It returns at once; the decisions are made in the background. Those that a living process works on are left to it.
 */
export async function recoverDeployments(times: DeploymentTimes = DEPLOYMENT_TIMES): Promise<void> {
  for (const deployment of await listUnfinishedDeployments()) {
    if (!isRunningHere(deployment.id)) runInBackground(deployment.id, () => recoverDeployment(deployment, times));
  }
}

/** Decides one unfinished deployment; whatever happens, it ends, unless another process has it. */
export async function recoverDeployment(
  { id, server }: Pick<Deployment, "id" | "server">,
  times: DeploymentTimes,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryToRecover(id, server.id, times);
    } catch (error) {
      if (error instanceof LeaseLost) return;
      log.error({ deploymentId: id, attempt, error }, "a deployment could not be recovered");
      if (attempt === ATTEMPTS_MAX) return await setDeploymentStatus(id, "needs_hands", [problem("deployment/internal")]);
      await sleep(ATTEMPT_PAUSE_MS);
    }
  }
}

async function tryToRecover(id: string, serverId: string, times: DeploymentTimes): Promise<void> {
  const lease = await waitForLease(id, serverId);
  if (lease === null) return;
  try {
    await failpoint("recover.leased");
    const deployment = await findDeployment(id);
    if (deployment === null || isFinal(deployment.status)) return;
    await failRunningSteps(id, [problem("deployment/interrupted")]);
    await failpoint("recover.interrupted");
    await decideInterrupted(await openContext(deployment, lease, times), deployment);
  } finally {
    await giveBackLease(serverId, lease);
  }
  await countDeployment(id);
}

async function waitForLease(id: string, serverId: string): Promise<HeldLease | null> {
  const endsAt = performance.now() + LEASE_WAIT_MS;
  while (performance.now() < endsAt) {
    const lease = await takeLease(serverId);
    if (lease !== null) return lease;
    const deployment = await findDeployment(id);
    if (deployment === null || isFinal(deployment.status)) return null;
    await sleep(LEASE_POLL_MS);
  }
  return null;
}
