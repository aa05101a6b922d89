import "server-only";
import { log } from "@/lib/log";
import { drainDeployments } from "./running";

/** Shorter than the 30 s after which Kubernetes kills; a second signal ends the process at once. */
const DRAIN_MS_MAX = 20_000;
const ANSWERS_MS = 200;

/** Asked to end: takes no new deployments, gives those under way their time, and leaves the rest to the next start (F-33). */
export function endGently(): void {
  const end = async () => {
    log.info({}, "asked to end");
    const left = await drainDeployments(DRAIN_MS_MAX);
    if (left > 0) log.warn({ left }, "deployments are not over: the next start decides them");
    // Answers that are on their way get out.
    await new Promise((resolve) => setTimeout(resolve, ANSWERS_MS));
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void end());
}
