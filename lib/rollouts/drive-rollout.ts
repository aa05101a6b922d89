import "server-only";
import { randomUUID } from "node:crypto";
import { listRollingIds, releaseDriver, takeDriver } from "@/lib/db/rollouts";
import { DEPLOYMENT_TIMES, type DeploymentTimes } from "@/lib/deployments/context";
import { log } from "@/lib/log";
import { processSingleton } from "@/lib/singleton";
import { runWaves } from "./run-waves";
import { undoMembers } from "./undo-members";

/** A process that is silent for so long does not drive any more. */
const DRIVER_TTL_MS = 12_000;
const RENEW_EVERY_MS = 4_000;

const driving = processSingleton("driven-rollouts", () => new Map<string, Promise<void>>());

/** Somebody else drives now: stop without another word. */
export class DriverLost extends Error {}

/** The right to drive a rollout; asked before every decision. */
export type Driver = { assertDriving(): Promise<void> };

/** Works on a rollout in the background, unless this process does so already. */
export function driveInBackground(id: string, times: DeploymentTimes = DEPLOYMENT_TIMES): void {
  if (driving.get().has(id)) return;
  const promise = drive(id, times).finally(() => driving.get().delete(id));
  driving.get().set(id, promise);
}

/** Takes up every rollout that nobody works on: after a start, and in case another process has died. */
export async function takeUpRollouts(times: DeploymentTimes = DEPLOYMENT_TIMES): Promise<void> {
  for (const id of await listRollingIds()) driveInBackground(id, times);
}

/** Ends when this process drives nothing any more: for tests. */
export async function settleRollouts(): Promise<void> {
  while (driving.get().size > 0) await Promise.allSettled([...driving.get().values()]);
}

async function drive(id: string, times: DeploymentTimes): Promise<void> {
  const name = randomUUID();
  if (!(await takeDriver(id, name, DRIVER_TTL_MS))) return;
  const timer = setInterval(() => {
    // A failed renewal shows at the next assertDriving.
    takeDriver(id, name, DRIVER_TTL_MS).catch(() => undefined);
  }, RENEW_EVERY_MS);
  timer.unref();
  let isOver = false;
  const driver: Driver = {
    assertDriving: async () => {
      // What still waits for a deployment after a failure beside it must not take the right again.
      if (isOver || !(await takeDriver(id, name, DRIVER_TTL_MS))) throw new DriverLost();
    },
  };
  try {
    await runWaves(id, driver, times);
    await undoMembers(id, driver, times);
  } catch (error) {
    // The rows say how far it came; whoever takes it up goes on from there.
    if (!(error instanceof DriverLost)) log.error({ rollout: id, error }, "a rollout stopped unexpectedly");
  } finally {
    isOver = true;
    clearInterval(timer);
    await releaseDriver(id, name);
  }
}
