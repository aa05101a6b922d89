import "server-only";
import { writeSync } from "node:fs";
import { DEPLOYMENT_STEPS, type DeploymentStep } from "@/lib/deployments/schema";
import { env } from "@/lib/env";
import { processSingleton } from "@/lib/singleton";

/** Moments of every step: before its row, after its row, after its side effect, after what came of it is written down. */
const STEP_MOMENTS = ["unannounced", "announced", "done", "noted"] as const;
/** Places between steps. */
const BETWEEN = [
  "start.leased",
  "start.queued",
  "undo.restored",
  "live.unwritten",
  "live.written",
  "recover.leased",
  "recover.interrupted",
] as const;

export type Failpoint = `${DeploymentStep["name"]}.${(typeof STEP_MOMENTS)[number]}` | (typeof BETWEEN)[number];

/** Every place at which a test can make a deployment fail. */
export const FAILPOINTS: readonly Failpoint[] = [
  ...DEPLOYMENT_STEPS.flatMap((step) => STEP_MOMENTS.map((moment) => `${step}.${moment}` as const)),
  ...BETWEEN,
];

const STDERR = 2;
const passed = processSingleton("failpoints-passed", () => new Set<Failpoint>());

/**
 * A hook for tests: does nothing unless PROMFLEET_FAILPOINTS names this place, as in `commit.done=kill`.
 * "kill" ends the process as a power cut would, "throw" throws once, "hang" stops the whole process, timers and all,
 * until somebody continues it. Each place that is passed is told on standard error.
 */
export async function failpoint(name: Failpoint): Promise<void> {
  const { failpoints } = env();
  if (failpoints === null) return;
  const action = passed.get().has(name) ? undefined : failpoints.get(name);
  passed.get().add(name);
  writeSync(STDERR, `${JSON.stringify({ failpoint: name, at: Date.now(), pid: process.pid, action: action ?? null })}\n`);
  if (action === "throw") throw new Error(`failpoint ${name}`);
  if (action === "kill") process.kill(process.pid, "SIGKILL");
  if (action === "hang") process.kill(process.pid, "SIGSTOP");
  // A signal arrives a moment after it was sent; the next line must not be reached before.
  if (action !== undefined) await new Promise((resolve) => setTimeout(resolve, 50));
}
