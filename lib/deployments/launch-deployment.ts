import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { type Bundle, mainTextOf } from "@/lib/bundles/bundle";
import { sha256Hex } from "@/lib/bundles/file-names";
import { inTransaction, isUniqueViolation } from "@/lib/db/database";
import {
  findDeployment,
  findDeploymentByRequestKey,
  findUnfinishedDeployment,
  insertDeployment,
  type NewDeployment,
} from "@/lib/db/deployments";
import { findNewestRevision, insertRevision, type RevisionRecord } from "@/lib/db/revisions";
import { type Deployment, isFinal } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { compareTargets, keepForecast } from "./compare-targets";
import { type DeploymentTimes, openContext } from "./context";
import { failpoint } from "./failpoint";
import type { KnownPlan } from "./known-plans";
import { giveBackLease, type HeldLease, takeLease } from "./lease";
import { recoverDeployment } from "./recover-deployments";
import { runDeployment } from "./run-deployment";
import { assertNotStopping, isRunningHere, runInBackground, watchInBackground } from "./running";
import { watchSettling } from "./watch-settling";

const TWIN_POLL_MS = 50;
const TWIN_ATTEMPTS_MAX = 40;

/** A bundle whose digest the user has seen, with its main config as people may see it. */
export type Shown = { readonly bundle: Bundle; readonly configMasked: string };

/** A deployment that may start: everything about it has been rendered, shown and agreed to. */
export type Launch = {
  readonly shown: Shown;
  readonly details: Omit<NewDeployment, "revisionId">;
  /** Replace a main file on disk although it holds something that nobody here knows. */
  readonly overwrite: boolean;
  /** Somebody else reloads the server. */
  readonly writeOnly?: boolean;
  /** What its targets are foreseen to be; null when nobody has looked. */
  readonly targets: KnownPlan | null;
};

/**
 * Writes down a deployment and begins it in the background. While another one is under way the caller gets that one
 * when it deploys the same bundle, and a conflict that names it otherwise.
 */
export async function launchDeployment(launch: Launch, times: DeploymentTimes): Promise<Deployment> {
  const { serverId, requestKey } = launch.details;
  for (let left = TWIN_ATTEMPTS_MAX; ; left -= 1) {
    assertNotStopping();
    const known = requestKey === undefined ? null : await findDeploymentByRequestKey(requestKey);
    if (known !== null) return known;
    const begun = await begin(launch, times);
    if (begun !== null) return begun;
    // Whoever has the lease may not have written its row yet, or may be about to give the lease back.
    const unfinished = await findUnfinishedDeployment(serverId);
    if (unfinished?.revision.digest === launch.shown.bundle.digest) return unfinished;
    if (unfinished !== null || left === 0) throw busy(unfinished);
    await sleep(TWIN_POLL_MS);
  }
}

/** @returns null when somebody else has the server, or has left work that is being recovered now */
async function begin(launch: Launch, times: DeploymentTimes): Promise<Deployment | null> {
  const { serverId } = launch.details;
  const lease = await takeLease(serverId);
  if (lease === null) return null;
  try {
    await failpoint("start.leased");
    const deployment = await insertQueued(launch);
    runInBackground(deployment.id, () => run(deployment, lease, { launch, times }));
    return deployment;
  } catch (error) {
    await giveBackLease(serverId, lease);
    if (error instanceof UnfinishedWork) {
      const { deployment } = error;
      if (!isRunningHere(deployment.id)) runInBackground(deployment.id, () => recoverDeployment(deployment, times));
      return null;
    }
    // The same request came twice at the same moment: the next look finds its deployment.
    if (isUniqueViolation(error) && launch.details.requestKey !== undefined) return null;
    throw error;
  }
}

/** Nobody holds the lease, and yet a deployment has not ended: its process is gone. */
class UnfinishedWork extends Error {
  readonly deployment: Deployment;
  constructor(deployment: Deployment) {
    super("unfinished");
    this.deployment = deployment;
  }
}

/** Writes the revision and the queued deployment; nothing runs yet. */
export async function insertQueued({ shown, details }: Pick<Launch, "shown" | "details">): Promise<Deployment> {
  return await inTransaction(async () => {
    const unfinished = await findUnfinishedDeployment(details.serverId);
    if (unfinished !== null) throw new UnfinishedWork(unfinished);
    const revision = await takeRevision(shown, details);
    return await insertDeployment({ ...details, revisionId: revision.id });
  });
}

/** A retry deploys the revision that is there: numbers stand for contents, not for attempts. */
async function takeRevision(
  { bundle, configMasked }: Shown,
  { serverId, author, reason }: Launch["details"],
): Promise<Pick<RevisionRecord, "id">> {
  const newest = await findNewestRevision(serverId);
  if (newest?.digest === bundle.digest) return newest;
  const contents = {
    mainDigest: sha256Hex(mainTextOf(bundle)),
    jobs: bundle.jobs.map(({ jobName }) => jobName),
    files: bundle.files.map(({ path }) => path),
  };
  return await insertRevision({ serverId, bundle, configMasked, contents, author, reason });
}

function busy(unfinished: Deployment | null): AppError {
  const parameters = { author: unfinished?.author ?? "-", since: unfinished?.createdAt ?? "-" };
  return new AppError("conflict", { problems: [problem("deployment/busy", { parameters })] });
}

async function run(
  deployment: Deployment,
  lease: HeldLease,
  { launch, times }: { launch: Launch; times: DeploymentTimes },
): Promise<void> {
  const { targets, overwrite, writeOnly = false } = launch;
  try {
    await failpoint("start.queued");
    if (targets !== null) await orLog(deployment.id, () => keepForecast(deployment.id, targets));
    await runDeployment(await openContext(deployment, lease, times), { overwrite, writeOnly });
  } catch (error) {
    log.error({ deployment: deployment.id, error }, "a deployment could not run");
  } finally {
    await giveBackLease(deployment.server.id, lease);
  }
  const after = await findDeployment(deployment.id);
  if (after !== null && !isFinal(after.status)) await recoverDeployment(after, times);
  const ended = await findDeployment(deployment.id);
  if (ended?.status === "live") watchInBackground(deployment.id, () => watchTargets(ended, targets, times));
}

/** What follows a deployment that is live: nobody waits for it. */
async function watchTargets(deployment: Deployment, targets: KnownPlan | null, times: DeploymentTimes): Promise<void> {
  const { id, server, revision } = deployment;
  const { comparison, settlingMsMax } = times;
  if (targets !== null) {
    await orLog(id, () => compareTargets({ id, serverId: server.id, digest: revision.digest }, targets, comparison));
  }
  if (settlingMsMax !== undefined) await orLog(id, () => watchSettling(deployment, settlingMsMax));
}

/** The forecast is a help: a deployment does not fail for its sake. */
async function orLog(deployment: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ deployment, error }, "the targets of a deployment could not be watched");
  }
}
