import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { findLiveRevision } from "@/lib/db/revisions";
import { findRollout, type MemberRecord, type RolloutRecord, setRolloutStatus, updateMember } from "@/lib/db/rollouts";
import type { DeploymentTimes } from "@/lib/deployments/context";
import { startDeployment, waitForDeployment } from "@/lib/deployments/start-deployment";
import { log } from "@/lib/log";
import type { Driver } from "./drive-rollout";
import { problemsOf } from "./problems-of";

const SETTLE_POLL_MS = 500;

/**
 * Deploys wave after wave until all servers are live, one has failed, or somebody has ended it.
 * Every decision is a row before its effect, and each deployment has its key before it starts: whoever takes the rollout
 * up after a crash finds what was begun, and begins nothing twice.
 */
export async function runWaves(id: string, driver: Driver, times: DeploymentTimes): Promise<void> {
  for (;;) {
    await driver.assertDriving();
    const rollout = await findRollout(id);
    if (rollout?.status !== "running") return;
    const next = nextWave(rollout);
    if (next === "done" || next === "stopped") return await end(rollout, next);
    if (!(await settle(rollout, next, driver))) continue;
    await deployWave(rollout, next, driver, times);
  }
}

/** The first wave that is not over; what has failed stops everything behind it, once its own wave has ended. */
function nextWave({ members }: RolloutRecord): number | "done" | "stopped" {
  const open = members.filter(({ state }) => state !== "live");
  if (open.length === 0) return "done";
  const wave = Math.min(...open.map((member) => member.wave));
  const isOver = open.every((member) => member.wave !== wave || member.state === "failed");
  const hasFailed = open.some(({ state }) => state === "failed");
  const isBegun = open.some((member) => member.wave === wave && member.state === "deploying");
  return isOver || (hasFailed && !isBegun) ? "stopped" : wave;
}

async function end({ id, members }: RolloutRecord, status: "done" | "stopped"): Promise<void> {
  if (!(await setRolloutStatus(id, ["running"], status))) return;
  log.info({ rollout: id, status, live: members.filter(({ state }) => state === "live").length }, "rollout ended");
}

/** @returns false when something may have changed while it waited */
async function settle({ id, members, strategy }: RolloutRecord, wave: number, driver: Driver): Promise<boolean> {
  const isBegun = members.some((member) => member.wave === wave && member.state !== "waiting");
  if (isBegun) return true;
  const ends = members.filter((member) => member.wave < wave).map(({ deployment }) => Date.parse(deployment?.finishedAt ?? ""));
  const until = Math.max(0, ...ends.filter((at) => !Number.isNaN(at))) + strategy.settleSeconds * 1000;
  if (wave === 0 || Date.now() >= until) return true;
  while (Date.now() < until) {
    await driver.assertDriving();
    if ((await findRollout(id))?.status !== "running") return false;
    await sleep(Math.min(SETTLE_POLL_MS, Math.max(1, until - Date.now())));
  }
  return true;
}

/** All servers of a wave, some at a time. After a failure those that have begun come to their end, and no other begins. */
async function deployWave(rollout: RolloutRecord, wave: number, driver: Driver, times: DeploymentTimes): Promise<void> {
  const mine = rollout.members.filter((member) => member.wave === wave);
  const begun = mine.filter(({ state }) => state === "deploying");
  const waiting = mine.filter(({ state }) => state === "waiting");
  const queue = [...begun, ...waiting];
  let hasFailed = mine.some(({ state }) => state === "failed");
  const work = async () => {
    for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
      if (member.state === "waiting" && (hasFailed || (await findRollout(rollout.id))?.status !== "running")) continue;
      await driver.assertDriving();
      if (!(await deployMember(rollout, member, times))) hasFailed = true;
    }
  };
  await Promise.all(Array.from({ length: rollout.strategy.parallel }, work));
}

/** @returns whether the server is live */
async function deployMember(
  { author, reason }: RolloutRecord,
  { id, server, digest, confirmation, requestKey, state }: MemberRecord,
  times: DeploymentTimes,
): Promise<boolean> {
  if (state === "waiting") {
    const live = await findLiveRevision(server.id);
    await updateMember(id, { state: "deploying", previousRevisionId: live?.id ?? null, problems: [] });
  }
  try {
    const input = { serverId: server.id, digest, reason, ...confirmation };
    const started = await startDeployment(input, { id: author, name: author }, times, { requestKey });
    await updateMember(id, { deploymentId: started.id });
    const { status, problems } = await waitForDeployment(started.id);
    await updateMember(id, { state: status === "live" ? "live" : "failed", problems });
    return status === "live";
  } catch (error) {
    await updateMember(id, { state: "failed", problems: problemsOf(error, server.name) });
    return false;
  }
}
