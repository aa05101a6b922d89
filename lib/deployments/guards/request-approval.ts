import "server-only";
import type { Actor } from "@/lib/access/actor";
import { summariseChange } from "@/lib/bundles/summarise-change";
import { findWaitingApproval, insertApproval, listApprovalRows } from "@/lib/db/approvals";
import { findLiveRevision } from "@/lib/db/revisions";
import { openCandidate } from "@/lib/deployments/candidate";
import { getShownTargetPlan } from "@/lib/deployments/plan-targets";
import type { DeploymentInput } from "@/lib/deployments/schema";
import { confirmShown } from "@/lib/deployments/start-deployment";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { assertMayDeploy } from "./assert-may-deploy";
import type { Approval } from "./schema";

/** What was agreed to a day ago is looked at again. */
const VALID_MS = 24 * 3_600_000;

/**
 * Asks for a second person: what would be deployed is fixed by its digest, and everything but the other person's word is
 * checked now. Asking again for the same gives the request that waits.
 */
export async function requestApproval(input: DeploymentInput, actor: Pick<Actor, "id" | "name">): Promise<Approval> {
  const candidate = await openCandidate(input.serverId);
  const { server, bundle } = candidate;
  const { configMasked } = confirmShown(candidate, input.digest);
  if (!server.policy.isProtected) throw new AppError("conflict", { problems: [problem("guard/not-protected")] });
  const targets = await getShownTargetPlan(candidate);
  await assertMayDeploy(server, { bundle, targets: targets.plan }, input, { actor, isRequest: true });
  const waiting = await findWaitingApproval(input, actor.id);
  if (waiting !== null) return waiting.approval;
  const live = await findLiveRevision(server.id);
  const { added, lost } = targets.plan.counts;
  const summary = summariseChange(live?.configMasked ?? "", configMasked, { targets: { added, removed: lost } });
  const expiresAt = new Date(Date.now() + VALID_MS);
  const { approval } = await insertApproval({ input, summary, author: actor, expiresAt });
  log.info({ actor: actor.id, server: server.name, approval: approval.id }, "approval requested");
  return approval;
}

/** Requests for a second person, the newest first, of one server or of all. */
export async function listApprovals({ serverId }: { serverId?: string | undefined } = {}): Promise<Approval[]> {
  return await listApprovalRows(serverId ?? null);
}
