import "server-only";
import { z } from "zod";
import type { Approval } from "@/lib/deployments/guards/schema";
import { type DeploymentInput, deploymentInputSchema, problemSchema } from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";
import type { Prisma } from "@/prisma/generated/postgresql/client";
import { db } from "./database";

const LISTED_MAX = 100;

const WITH_SERVER = { server: { select: { id: true, name: true } } } satisfies Prisma.ApprovalRequestInclude;
type ApprovalRow = Prisma.ApprovalRequestGetPayload<{ include: typeof WITH_SERVER }>;

/** A request with what it asks for. */
export type ApprovalRecord = { readonly approval: Approval; readonly input: DeploymentInput };

export type NewApproval = {
  readonly input: DeploymentInput;
  /** What it would change, safe to show. */
  readonly summary: readonly Problem[];
  readonly author: { readonly id: string; readonly name: string };
  readonly expiresAt: Date;
};

/** Asks for a second person. */
export async function insertApproval({ input, summary, author, expiresAt }: NewApproval): Promise<ApprovalRecord> {
  const { serverId, digest } = input;
  const data = { serverId, digest, input, summary: toJson(summary), author: author.name, authorId: author.id, expiresAt };
  return toRecord(await db().approvalRequest.create({ data, include: WITH_SERVER }));
}

/** One request, or null. */
export async function findApproval(id: string): Promise<ApprovalRecord | null> {
  const row = await db().approvalRequest.findUnique({ where: { id }, include: WITH_SERVER });
  return row === null ? null : toRecord(row);
}

/** The request of one person for one bundle that still waits, or null. */
export async function findWaitingApproval(
  { serverId, digest }: Pick<DeploymentInput, "serverId" | "digest">,
  authorId: string,
): Promise<ApprovalRecord | null> {
  const where = { serverId, digest, authorId, decision: null, expiresAt: { gt: new Date() } };
  const row = await db().approvalRequest.findFirst({ where, include: WITH_SERVER });
  return row === null ? null : toRecord(row);
}

/** Requests, the newest first, of one server or of all. */
export async function listApprovalRows(serverId: string | null): Promise<Approval[]> {
  const where = serverId === null ? {} : { serverId };
  const options = { orderBy: { createdAt: "desc" }, take: LISTED_MAX, include: WITH_SERVER } as const;
  return (await db().approvalRequest.findMany({ where, ...options })).map((row) => toRecord(row).approval);
}

/** Decides a request that still waits; false when somebody was faster. */
export async function decideApprovalRow(
  id: string,
  decision: NonNullable<Approval["decision"]>,
  decider: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const data = { decision, decider: decider.name, deciderId: decider.id, decidedAt: new Date() };
  const { count } = await db().approvalRequest.updateMany({ where: { id, decision: null }, data });
  return count > 0;
}

/** What came of an approved request: its deployment; "outdated"; or null, and it waits again. */
export async function concludeApproval(id: string, outcome: { deploymentId: string } | "outdated" | null): Promise<void> {
  const undecided = { decision: null, decider: null, deciderId: null, decidedAt: null };
  const data = outcome === null ? undecided : outcome === "outdated" ? { decision: outcome } : outcome;
  await db().approvalRequest.updateMany({ where: { id, decision: "approved" }, data });
}

function toJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}

const decisionSchema = z.enum(["approved", "rejected", "withdrawn", "outdated"]).nullable();

function toRecord(row: ApprovalRow): ApprovalRecord {
  const { id, server, digest, author, authorId, createdAt, expiresAt, decider, decidedAt, deploymentId } = row;
  const input = deploymentInputSchema.parse(row.input);
  const approval = {
    ...{ id, server, digest, author, authorId, reason: input.reason, summary: z.array(problemSchema).parse(row.summary) },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    decision: decisionSchema.parse(row.decision),
    ...{ decider, decidedAt: decidedAt?.toISOString() ?? null, deploymentId },
  };
  return { approval, input };
}
