import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "@/lib/access/actor";
import { type Bundle, mainTextOf } from "@/lib/bundles/bundle";
import { sha256Hex } from "@/lib/bundles/file-names";
import { inTransaction } from "@/lib/db/database";
import { findDeployment, findUnfinishedDeployment, insertDeployment } from "@/lib/db/deployments";
import { acquireLease, releaseLease } from "@/lib/db/leases";
import { findNewestRevision, insertRevision, type RevisionRecord } from "@/lib/db/revisions";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import { type Deployment, type DeploymentInput, isFinal } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { resolveVersion } from "@/lib/prometheus-api/server-version";
import { problem } from "@/lib/result";
import { compareTargets, keepForecast } from "./compare-targets";
import { DEPLOYMENT_TIMES, type DeploymentTimes, openContext } from "./context";
import type { KnownPlan } from "./known-plans";
import { type HeldLease, holdLease, LEASE_TTL_MS } from "./lease";
import { getShownTargetPlan } from "./plan-targets";
import { recoverDeployment } from "./recover-deployments";
import { renderMasked, renderServer } from "./render-server";
import { requireAcknowledgement } from "./require-acknowledgement";
import { runDeployment } from "./run-deployment";
import { runInBackground } from "./running";

const TWIN_POLL_MS = 50;
const TWIN_ATTEMPTS_MAX = 20;

type Author = Pick<Actor, "id" | "name">;

/**
 * Starts a deployment and returns it at once; it goes on without the request.
 * The server renders again from its rows and refuses another digest than the one that was shown. A second click gets
 * the deployment that is under way.
 */
export async function startDeployment(
  input: DeploymentInput,
  actor: Author,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
): Promise<Deployment> {
  const server = await findServerRecord(input.serverId);
  if (server === null) throw new AppError("not_found");
  const shown = await renderShown(server, input.digest);
  const targets = await getShownTargetPlan(server.id);
  if (targets.plan.digest !== input.digest) throw digestChanged();
  requireAcknowledgement(targets.plan, input);
  const fence = await acquireLease(server.id, randomUUID(), LEASE_TTL_MS);
  if (fence === null) return await findTwin(server.id, input.digest);
  const lease = holdLease(server.id, fence);
  try {
    const deployment = await insert(shown, input, actor);
    log.info({ actor: actor.id, server: server.name, deployment: deployment.id, digest: input.digest }, "deployment started");
    runInBackground(deployment.id, () => run(deployment, lease, { overwrite: input.overwrite === true, times, targets }));
    return deployment;
  } catch (error) {
    await giveBack(server.id, lease);
    if (!(error instanceof UnfinishedWork)) throw error;
    runInBackground(error.deployment.id, () => recoverDeployment(error.deployment, times));
    return await findTwin(server.id, input.digest);
  }
}

/** A bundle whose digest the user has seen, with its main config as people may see it. */
type Shown = { readonly bundle: Bundle; readonly configMasked: string };

async function renderShown(server: ServerRecord, digest: string): Promise<Shown> {
  const { version, failure } = await resolveVersion(server, server.prometheusVersion);
  const { bundle, sources } = await renderServer(server, version);
  if (bundle.digest === digest) return { bundle, configMasked: renderMasked(server, version, sources) };
  // Rendered for an assumed version it may differ for that reason alone: say what is really in the way.
  if (failure !== null) throw new AppError("upstream_unreachable", { problems: [problemOfFailure(failure, server)] });
  throw digestChanged();
}

function digestChanged(): AppError {
  return new AppError("conflict", { problems: [problem("deployment/digest-changed")] });
}

/** Nobody holds the lease, and yet a deployment has not ended: its process is gone. */
class UnfinishedWork extends Error {
  readonly deployment: Deployment;
  constructor(deployment: Deployment) {
    super("unfinished");
    this.deployment = deployment;
  }
}

/** Renders again, compares with what was shown, and writes the revision and the queued deployment; nothing runs yet. */
export async function createDeployment(input: DeploymentInput, actor: Author): Promise<Deployment> {
  const server = await findServerRecord(input.serverId);
  if (server === null) throw new AppError("not_found");
  return await insert(await renderShown(server, input.digest), input, actor);
}

async function insert(shown: Shown, { serverId, reason }: DeploymentInput, actor: Author): Promise<Deployment> {
  return await inTransaction(async () => {
    const unfinished = await findUnfinishedDeployment(serverId);
    if (unfinished !== null) throw new UnfinishedWork(unfinished);
    const revision = await takeRevision(serverId, shown, { author: actor.name, reason });
    return await insertDeployment({ serverId, revisionId: revision.id, author: actor.name, reason });
  });
}

/** A retry deploys the revision that is there: numbers stand for contents, not for attempts. */
async function takeRevision(
  serverId: string,
  { bundle, configMasked }: Shown,
  by: { author: string; reason: string },
): Promise<Pick<RevisionRecord, "id">> {
  const newest = await findNewestRevision(serverId);
  if (newest?.digest === bundle.digest) return newest;
  const contents = {
    mainDigest: sha256Hex(mainTextOf(bundle)),
    jobs: bundle.jobs.map(({ jobName }) => jobName),
    files: bundle.files.map(({ path }) => path),
  };
  return await insertRevision({ serverId, bundle, configMasked, contents, ...by });
}

/** The deployment that holds the server: the same one is returned, another one is in the way. */
async function findTwin(serverId: string, digest: string): Promise<Deployment> {
  let unfinished = await findUnfinishedDeployment(serverId);
  // Whoever took the lease a moment ago may not have written its row yet.
  for (let left = TWIN_ATTEMPTS_MAX; unfinished === null && left > 0; left -= 1) {
    await sleep(TWIN_POLL_MS);
    unfinished = await findUnfinishedDeployment(serverId);
  }
  if (unfinished?.revision.digest === digest) return unfinished;
  const parameters = { author: unfinished?.author ?? "-", since: unfinished?.createdAt ?? "-" };
  throw new AppError("conflict", { problems: [problem("deployment/busy", { parameters })] });
}

async function run(
  deployment: Deployment,
  lease: HeldLease,
  { overwrite, times, targets }: { overwrite: boolean; times: DeploymentTimes; targets: KnownPlan },
): Promise<void> {
  try {
    await orLog(deployment.id, () => keepForecast(deployment.id, targets));
    await runDeployment(await openContext(deployment, lease, times), { overwrite });
  } catch (error) {
    log.error({ deployment: deployment.id, error }, "a deployment could not run");
  } finally {
    await giveBack(deployment.server.id, lease);
  }
  const after = await findDeployment(deployment.id);
  if (after !== null && !isFinal(after.status)) await recoverDeployment(after, times);
  if (after?.status !== "live") return;
  const { id, server, revision } = after;
  await orLog(id, () => compareTargets({ id, serverId: server.id, digest: revision.digest }, targets, times.comparison));
}

/** The forecast is a help: a deployment does not fail for its sake. */
async function orLog(deployment: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ deployment, error }, "the targets of a deployment could not be compared with its forecast");
  }
}

async function giveBack(serverId: string, lease: HeldLease): Promise<void> {
  lease.stop();
  await releaseLease(serverId, lease.fence);
}
