import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "@/lib/access/actor";
import { findDeployment, findDeploymentByRequestKey } from "@/lib/db/deployments";
import { type Deployment, type DeploymentInput, isFinal } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { problem } from "@/lib/result";
import { type Candidate, openCandidate } from "./candidate";
import { DEPLOYMENT_TIMES, type DeploymentTimes } from "./context";
import { assertMayDeploy } from "./guards/assert-may-deploy";
import { insertQueued, launchDeployment, type Shown } from "./launch-deployment";
import { getShownTargetPlan } from "./plan-targets";
import { assertNotStopping } from "./running";

const WAIT_POLL_MS = 200;

type Author = Pick<Actor, "id" | "name">;

/** What comes with a request beside its body. */
export type StartOptions = {
  /** The same key gives the same deployment, also after it has ended: a lost answer can be asked for again. */
  readonly requestKey?: string;
  /** The second person who has agreed to it. */
  readonly approvedBy?: string;
};

/**
 * Starts a deployment and returns it at once; it goes on without the request.
 * The server renders again from its rows and refuses another digest than the one that was shown. A second click gets
 * the deployment that is under way.
 */
export async function startDeployment(
  input: DeploymentInput,
  actor: Author,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
  { requestKey, ...approval }: StartOptions = {},
): Promise<Deployment> {
  assertNotStopping();
  const known = requestKey === undefined ? null : await findDeploymentByRequestKey(requestKey);
  if (known !== null) return sameRequest(known, input);
  const candidate = await openCandidate(input.serverId);
  const { server, bundle } = candidate;
  const shown = confirmShown(candidate, input.digest);
  const targets = await getShownTargetPlan(candidate);
  await assertMayDeploy(server, { bundle, targets: targets.plan }, input, { actor, ...approval });
  const details = {
    serverId: server.id,
    author: actor.name,
    reason: input.reason,
    ...(requestKey === undefined ? {} : { requestKey }),
    ...approval,
  };
  const deployment = await launchDeployment(
    { shown, details, overwrite: input.overwrite === true, writeOnly: input.writeOnly === true, targets },
    times,
  );
  log.info({ actor: actor.id, server: server.name, deployment: deployment.id, digest: input.digest }, "deployment started");
  return deployment;
}

/** Waits until a deployment has ended, whichever process runs it. */
export async function waitForDeployment(id: string, signal?: AbortSignal): Promise<Deployment> {
  for (;;) {
    const deployment = await findDeployment(id);
    if (deployment === null) throw new AppError("not_found");
    if (isFinal(deployment.status)) return deployment;
    await sleep(WAIT_POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Writes the revision and the queued deployment, as a process that is killed there would leave them: for tests. */
export async function createDeployment({ serverId, digest, reason }: DeploymentInput, actor: Author): Promise<Deployment> {
  const shown = confirmShown(await openCandidate(serverId), digest);
  return await insertQueued({ shown, details: { serverId, author: actor.name, reason } });
}

/** A key stands for one request: with another body it is a mistake of the client. */
export function sameRequest(known: Deployment, { serverId, digest }: DeploymentInput): Deployment {
  if (known.server.id === serverId && known.revision.digest === digest) return known;
  throw new AppError("conflict", { problems: [problem("deployment/request-key-reused")] });
}

/** What the user has seen, or why it is not that any more. */
export function confirmShown({ server, resolved, bundle, masked }: Candidate, digest: string): Shown {
  if (bundle.digest === digest) return { bundle, configMasked: masked() };
  // Rendered for an assumed version it may differ for that reason alone: say what is really in the way.
  const { failure } = resolved;
  if (failure !== null) throw new AppError("upstream_unreachable", { problems: [problemOfFailure(failure, server)] });
  throw new AppError("conflict", { problems: [problem("deployment/digest-changed")] });
}
