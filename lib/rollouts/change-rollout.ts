import "server-only";
import { randomUUID } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import { findRollout, type RolloutRecord, setRolloutStatus, updateMember } from "@/lib/db/rollouts";
import { DEPLOYMENT_TIMES, type DeploymentTimes } from "@/lib/deployments/context";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { driveInBackground } from "./drive-rollout";
import { getRollout } from "./get-rollout";
import type { ResumeInput, Rollout, RolloutStatus } from "./schema";

/**
 * Goes on with a rollout that has stopped or was ended: with the servers that are not live yet, in their old order and
 * waves. Their plans may have changed since, so each comes with the digest that was shown of it now.
 */
export async function resumeRollout(
  id: string,
  { servers }: ResumeInput,
  actor: Pick<Actor, "id">,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
): Promise<Rollout> {
  const { status, members } = await findOrThrow(id);
  if (status !== "stopped" && status !== "aborted") throw notNow(status);
  const open = members.filter(({ state }) => state === "waiting" || state === "failed");
  const confirmed = new Map(servers.map((server) => [server.serverId, server]));
  const fresh = open.map(({ id: memberId, server }) => {
    const again = confirmed.get(server.id);
    if (again === undefined) throw notConfirmed(server.name);
    const { digest, acknowledged, typed } = again;
    return { memberId, changes: { digest, confirmation: { acknowledged, typed } } };
  });
  for (const { memberId, changes } of fresh) {
    await updateMember(memberId, { ...changes, state: "waiting", requestKey: randomUUID(), deploymentId: null, problems: [] });
  }
  if (!(await setRolloutStatus(id, ["stopped", "aborted"], "running"))) throw notNow(status);
  log.info({ actor: actor.id, rollout: id }, "rollout resumed");
  driveInBackground(id, times);
  return await getRollout(id);
}

/** Begins nothing more; what is under way comes to its end. */
export async function abortRollout(id: string, actor: Pick<Actor, "id">): Promise<Rollout> {
  const { status } = await findOrThrow(id);
  if (!(await setRolloutStatus(id, ["running", "stopped"], "aborted"))) throw notNow(status);
  log.info({ actor: actor.id, rollout: id }, "rollout aborted");
  return await getRollout(id);
}

/** Takes the servers that are live back to what they had before. */
export async function undoRollout(
  id: string,
  actor: Pick<Actor, "id">,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
): Promise<Rollout> {
  const { status } = await findOrThrow(id);
  if (!(await setRolloutStatus(id, ["stopped", "aborted", "done"], "undoing"))) throw notNow(status);
  log.info({ actor: actor.id, rollout: id }, "rollout is being undone");
  driveInBackground(id, times);
  return await getRollout(id);
}

async function findOrThrow(id: string): Promise<RolloutRecord> {
  const rollout = await findRollout(id);
  if (rollout === null) throw new AppError("not_found");
  return rollout;
}

function notConfirmed(server: string): AppError {
  const details = { parameters: { server }, path: ["servers"] };
  return new AppError("conflict", { problems: [problem("rollout/not-confirmed", details)] });
}

function notNow(status: RolloutStatus): AppError {
  return new AppError("conflict", { problems: [problem("rollout/not-now", { parameters: { status } })] });
}
