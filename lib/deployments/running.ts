import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";
import { processSingleton } from "@/lib/singleton";

type Work = { readonly promise: Promise<void>; readonly isAwaited: boolean };

const running = processSingleton("running-deployments", () => new Map<string, Work>());
const stopping = processSingleton("stopping-deployments", () => ({ isStopping: false }));

/** Lets a deployment go on after the request that started it has been answered. */
export function runInBackground(deploymentId: string, work: () => Promise<void>): void {
  run(deploymentId, work, true);
}

/** The same for what follows a deployment and may be cut off: watching is no change. */
export function watchInBackground(deploymentId: string, work: () => Promise<void>): void {
  run(`${deploymentId} watch`, work, false);
}

function run(key: string, work: () => Promise<void>, isAwaited: boolean): void {
  const promise = work().finally(() => {
    if (running.get().get(key)?.promise === promise) running.get().delete(key);
  });
  running.get().set(key, { promise, isAwaited });
}

/** True while this process works on a deployment. */
export function isRunningHere(deploymentId: string): boolean {
  return running.get().has(deploymentId);
}

/** Ends when everything that runs in this process has ended: for tests. */
export async function settleDeployments(): Promise<void> {
  while (running.get().size > 0) await Promise.allSettled([...running.get().values()].map(({ promise }) => promise));
}

/** A process that is about to end begins nothing new. */
export function assertNotStopping(): void {
  if (stopping.get().isStopping) throw new AppError("conflict", { problems: [problem("deployment/stopping")] });
}

/**
 * Takes no new deployments and lets those under way come to their end for a while.
 * What is not over by then is in the journal, and decided at the next start.
 * @returns how many are not over
 */
export async function drainDeployments(waitMsMax: number): Promise<number> {
  stopping.get().isStopping = true;
  const awaited = () => [...running.get().values()].filter(({ isAwaited }) => isAwaited);
  const endsAt = performance.now() + waitMsMax;
  while (awaited().length > 0 && performance.now() < endsAt) {
    const pause = sleep(Math.max(0, endsAt - performance.now()), undefined, { ref: false });
    await Promise.race([Promise.allSettled(awaited().map(({ promise }) => promise)), pause]);
  }
  return awaited().length;
}

/** Lets a test go on in the same process. */
export function stopDrainingForTest(): void {
  stopping.get().isStopping = false;
}
