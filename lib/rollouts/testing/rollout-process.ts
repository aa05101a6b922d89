import { setTimeout as sleep } from "node:timers/promises";
import type { DeploymentTimes } from "@/lib/deployments/context";
import { recoverDeployments } from "@/lib/deployments/recover-deployments";
import { settleDeployments } from "@/lib/deployments/running";
import { settleRollouts, takeUpRollouts } from "@/lib/rollouts/drive-rollout";
import { getRollout } from "@/lib/rollouts/get-rollout";
import { isRolling, rolloutInputSchema } from "@/lib/rollouts/schema";
import { startRollout } from "@/lib/rollouts/start-rollout";

// A process of its own for tests that kill it: node rollout-process.mjs start INPUT | take-up ROLLOUT
const [action = "", argument = ""] = process.argv.slice(2);

const TIMES: DeploymentTimes = {
  verifyMs: 25_000,
  pollMs: 200,
  comparison: { settleMs: 0, totalMs: 1, pollMs: 100 },
};
const ROUND_MS = 500;

const say = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);

async function start(): Promise<void> {
  const input = rolloutInputSchema.parse(JSON.parse(argument));
  const { id } = await startRollout(input, { id: "ada", name: "ada" }, TIMES);
  say({ started: id });
  await settleRollouts();
}

/** What every start of Promfleet does, and repeats: decides deployments that were interrupted, drives rollouts on. */
async function takeUp(): Promise<void> {
  while (isRolling((await getRollout(argument)).status)) {
    await recoverDeployments(TIMES);
    await takeUpRollouts(TIMES);
    await sleep(ROUND_MS);
  }
}

say({ begun: action });
// What only watches keeps no process alive; here it shall be seen to its end.
const alive = setInterval(() => undefined, 1_000);
await (action === "start" ? start() : takeUp());
await settleDeployments();
clearInterval(alive);
