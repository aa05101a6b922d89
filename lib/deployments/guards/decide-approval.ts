import "server-only";
import type { Actor } from "@/lib/access/actor";
import { type ApprovalRecord, concludeApproval, decideApprovalRow, findApproval } from "@/lib/db/approvals";
import { listEditorsSinceLive } from "@/lib/db/editors";
import { DEPLOYMENT_TIMES, type DeploymentTimes } from "@/lib/deployments/context";
import { startDeployment } from "@/lib/deployments/start-deployment";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import type { Approval, DecisionInput } from "./schema";

type Decider = Pick<Actor, "id" | "name">;

/**
 * The second person's word. Agreed to, the deployment starts in the name of whoever asked, if it still is the one that was
 * shown; what stands in its way meanwhile (a freeze, a server that does not answer) leaves the request waiting.
 */
export async function decideApproval(
  id: string,
  { decision }: DecisionInput,
  actor: Decider,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
): Promise<Approval> {
  const record = await findApproval(id);
  if (record === null) throw new AppError("not_found");
  assertWaiting(record.approval);
  switch (decision) {
    case "withdraw":
      if (record.approval.authorId !== actor.id) throw refusal("guard/withdraw-own");
      await decide(id, "withdrawn", actor);
      break;
    case "reject":
      if (record.approval.authorId === actor.id) throw refusal("guard/decide-own");
      await decide(id, "rejected", actor);
      break;
    case "approve":
      await approve(record, actor, times);
  }
  log.info({ actor: actor.id, server: record.approval.server.name, approval: id, decision }, "approval decided");
  return await getApproval(id);
}

/** One request; `not_found` when there is none. */
export async function getApproval(id: string): Promise<Approval> {
  const record = await findApproval(id);
  if (record === null) throw new AppError("not_found");
  return record.approval;
}

async function approve({ approval, input }: ApprovalRecord, actor: Decider, times: DeploymentTimes): Promise<void> {
  const { id, server, author, authorId } = approval;
  if (authorId === actor.id) throw refusal("guard/decide-own");
  if ((await listEditorsSinceLive(server.id)).has(actor.id)) throw refusal("guard/decide-own-edit");
  await decide(id, "approved", actor);
  try {
    const options = { requestKey: `approval-${id}`, approvedBy: actor.name };
    const deployment = await startDeployment(input, { id: authorId, name: author }, times, options);
    await concludeApproval(id, { deploymentId: deployment.id });
  } catch (error) {
    await concludeApproval(id, isOutdated(error) ? "outdated" : null);
    throw error;
  }
}

/** It is not what was shown any more, or does not change what it did then: there is nothing left to agree to. */
function isOutdated(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return error.problems.some(({ code }) =>
    /^(?:deployment\/digest-changed|deployment\/unacknowledged|guard\/untyped)/.test(code),
  );
}

async function decide(id: string, decision: NonNullable<Approval["decision"]>, actor: Decider): Promise<void> {
  if (!(await decideApprovalRow(id, decision, actor))) assertWaiting(await getApproval(id));
}

function assertWaiting({ decision, decider, expiresAt }: Approval): void {
  if (decision !== null) {
    throw new AppError("conflict", { problems: [problem("guard/decided", { parameters: { decider: decider ?? "-" } })] });
  }
  if (Date.parse(expiresAt) <= Date.now()) throw new AppError("conflict", { problems: [problem("guard/expired")] });
}

function refusal(code: string): AppError {
  return new AppError("forbidden", { problems: [problem(code)] });
}
