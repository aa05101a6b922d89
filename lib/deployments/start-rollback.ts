import "server-only";
import type { Actor } from "@/lib/access/actor";
import { findDeploymentByRequestKey } from "@/lib/db/deployments";
import type { Deployment, RollbackInput } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { openCandidate } from "./candidate";
import { DEPLOYMENT_TIMES, type DeploymentTimes } from "./context";
import { assertMayDeploy } from "./guards/assert-may-deploy";
import { launchDeployment } from "./launch-deployment";
import { getShownTargetPlan } from "./plan-targets";
import { confirmShown, type StartOptions, sameRequest } from "./start-deployment";

/**
 * Starts a rollback: what a revision was becomes the server's next revision, with the credentials of today. The server's
 * settings stay as they are, so its plan differs from what runs until somebody deploys them.
 */
export async function startRollback(
  input: RollbackInput,
  actor: Pick<Actor, "id" | "name">,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
  { requestKey }: StartOptions = {},
): Promise<Deployment> {
  const known = requestKey === undefined ? null : await findDeploymentByRequestKey(requestKey);
  if (known !== null) return sameRequest(known, input);
  const candidate = await openCandidate(input.serverId, input.revisionId);
  const { server, bundle, rolledBackTo, problems } = candidate;
  const shown = confirmShown(candidate, input.digest);
  const missing = problems.filter(({ severity }) => severity === "error");
  if (missing.length > 0) throw new AppError("conflict", { problems: missing });
  const targets = await getShownTargetPlan(candidate);
  await assertMayDeploy(server, { bundle, targets: targets.plan, rolledBackTo }, input, { actor });
  const details = {
    serverId: server.id,
    author: actor.name,
    reason: input.reason,
    kind: "rollback" as const,
    ...(rolledBackTo === null ? {} : { rolledBackTo: rolledBackTo.number }),
    ...(requestKey === undefined ? {} : { requestKey }),
  };
  const deployment = await launchDeployment(
    { shown, details, overwrite: input.overwrite === true, writeOnly: input.writeOnly === true, targets },
    times,
  );
  log.info({ actor: actor.id, server: server.name, deployment: deployment.id, to: rolledBackTo?.number }, "rollback started");
  return deployment;
}
