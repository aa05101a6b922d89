import "server-only";
import { processSingleton } from "@/lib/singleton";

const running = processSingleton("running-deployments", () => new Map<string, Promise<void>>());

/** Lets work go on after the request that started it has been answered. */
export function runInBackground(deploymentId: string, work: () => Promise<void>): void {
  const promise = work().finally(() => running.get().delete(deploymentId));
  running.get().set(deploymentId, promise);
}

/** Ends when the deployments that run in this process have ended: for tests, and for a shutdown that waits. */
export async function settleDeployments(): Promise<void> {
  while (running.get().size > 0) await Promise.allSettled([...running.get().values()]);
}
