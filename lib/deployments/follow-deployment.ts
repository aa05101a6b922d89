import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { findDeployment } from "@/lib/db/deployments";
import { type Deployment, isFinal } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";
import { processSingleton } from "@/lib/singleton";

const LOOK_MS = 250;
/** The comparison of targets begins, and ends, no later than this after a deployment is live. */
const BEGUN_MS_MAX = 3_000;
const COMPARED_MS_MAX = 120_000;
/** Pages that one person may have open on deployments at the same time, in this process. */
const STREAMS_MAX = 5;

const streams = processSingleton("deployment-streams", () => new Map<string, number>());

/** Takes one of the places that a person has; `too_many_requests` when all are taken. The page then polls. */
export function takeStreamPlace(personId: string): () => void {
  const count = streams.get().get(personId) ?? 0;
  if (count >= STREAMS_MAX) {
    throw new AppError("too_many_requests", { problems: [problem("deployment/streams", { parameters: { max: STREAMS_MAX } })] });
  }
  streams.get().set(personId, count + 1);
  let isTaken = true;
  return () => {
    if (!isTaken) return;
    isTaken = false;
    const left = (streams.get().get(personId) ?? 1) - 1;
    if (left === 0) streams.get().delete(personId);
    else streams.get().set(personId, left);
  };
}

/**
 * A deployment each time that it has changed, until it is over and what follows it is, too. It is read from the journal,
 * so it does not matter which process runs it.
 */
export async function* followDeployment(
  id: string,
  { signal, until }: { signal: AbortSignal; until: Date },
): AsyncGenerator<Deployment, void, undefined> {
  let last = "";
  while (!signal.aborted && Date.now() < until.getTime()) {
    const deployment = await findDeployment(id);
    if (deployment === null) return;
    const text = JSON.stringify(deployment);
    if (text !== last) yield deployment;
    last = text;
    if (isOver(deployment)) return;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Of a live deployment the targets are compared, if they were foreseen. Counting them takes too long to hold a line. */
function isOver({ status, steps, finishedAt }: Deployment): boolean {
  if (!isFinal(status)) return false;
  if (status !== "live") return true;
  const comparison = steps.find(({ name }) => name === "compare");
  if (comparison !== undefined && comparison.status !== "running") return true;
  const waitedMs = finishedAt === null ? 0 : Date.now() - Date.parse(finishedAt);
  return waitedMs > (comparison === undefined ? BEGUN_MS_MAX : COMPARED_MS_MAX);
}
