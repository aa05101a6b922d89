import "server-only";
import { randomUUID } from "node:crypto";
import { findRollout, type MemberRecord, type RolloutRecord, setRolloutStatus, updateMember } from "@/lib/db/rollouts";
import type { DeploymentTimes } from "@/lib/deployments/context";
import { confirmEverything } from "@/lib/deployments/guards/confirm-everything";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { waitForDeployment } from "@/lib/deployments/start-deployment";
import { startRollback } from "@/lib/deployments/start-rollback";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import type { Driver } from "./drive-rollout";
import { problemsOf } from "./problems-of";

/**
 * Takes the servers that are live back to what each had before, the last one first, each by a rollback of its own.
 * One that cannot be taken back does not keep the others from it.
 */
export async function undoMembers(id: string, driver: Driver, times: DeploymentTimes): Promise<void> {
  for (;;) {
    await driver.assertDriving();
    const rollout = await findRollout(id);
    if (rollout?.status !== "undoing") return;
    const next = rollout.members.findLast(({ state }) => state === "live" || state === "undoing");
    if (next === undefined) return await end(rollout);
    await undoMember(rollout, next, times);
  }
}

async function end({ id, members }: RolloutRecord): Promise<void> {
  const status = members.some(({ state }) => state === "undo_failed") ? "undo_incomplete" : "undone";
  if (!(await setRolloutStatus(id, ["undoing"], status))) return;
  log.info({ rollout: id, status }, "rollout ended");
}

async function undoMember({ author, reason }: RolloutRecord, member: MemberRecord, times: DeploymentTimes): Promise<void> {
  const { id, server, previousRevisionId: revisionId } = member;
  if (revisionId === null) {
    const problems = [problem("rollout/no-previous", { parameters: { server: server.name } })];
    return await updateMember(id, { state: "undo_failed", problems });
  }
  const requestKey = member.undoRequestKey ?? randomUUID();
  if (member.state === "live") await updateMember(id, { state: "undoing", undoRequestKey: requestKey });
  try {
    const { digest } = await planDeployment(server.id, revisionId);
    const confirmation = await confirmEverything(server.id, revisionId);
    const input = { serverId: server.id, revisionId, digest, reason: reason === "" ? "undo" : reason, ...confirmation };
    const started = await startRollback(input, { id: author, name: author }, times, { requestKey });
    await updateMember(id, { undoDeploymentId: started.id });
    const { status, problems } = await waitForDeployment(started.id);
    await updateMember(id, { state: status === "live" ? "undone" : "undo_failed", problems });
  } catch (error) {
    await updateMember(id, { state: "undo_failed", problems: problemsOf(error, server.name) });
  }
}
