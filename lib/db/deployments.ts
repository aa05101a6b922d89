import "server-only";
import { z } from "zod";
import {
  DEPLOYMENT_STATUSES,
  DEPLOYMENTS_LISTED_MAX,
  type Deployment,
  type DeploymentPage,
  type DeploymentStatus,
  type DeploymentStep,
  deploymentKindSchema,
  deploymentStatusSchema,
  deploymentStepSchema,
  isFinal,
  problemSchema,
} from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";
import type { Prisma } from "@/prisma/generated/postgresql/client";
import { db } from "./database";

const UNFINISHED = DEPLOYMENT_STATUSES.filter((status) => !isFinal(status));

const WHOLE = {
  server: { select: { id: true, name: true } },
  revision: { select: { id: true, number: true, digest: true } },
  steps: { orderBy: { id: "asc" } },
} satisfies Prisma.DeploymentInclude;

type WholeRow = Prisma.DeploymentGetPayload<{ include: typeof WHOLE }>;

export type NewDeployment = {
  readonly serverId: string;
  readonly revisionId: string;
  readonly author: string;
  readonly reason: string;
  readonly kind?: "deploy" | "rollback";
  /** Number of the revision that a rollback returns to. */
  readonly rolledBackTo?: number;
  /** The second person, on a protected server. */
  readonly approvedBy?: string;
  /** The same key never starts a second deployment. */
  readonly requestKey?: string;
};

/** Adds a queued deployment. A request key that was used before is a unique violation. */
export async function insertDeployment(values: NewDeployment): Promise<Deployment> {
  return toDeployment(await db().deployment.create({ data: { ...values, status: "queued", problems: [] }, include: WHOLE }));
}

/** One deployment with its journal, or null. */
export async function findDeployment(id: string): Promise<Deployment | null> {
  const row = await db().deployment.findUnique({ where: { id }, include: WHOLE });
  return row === null ? null : toDeployment(row);
}

/** The deployment that a request has started, however it ended; null when there was none. */
export async function findDeploymentByRequestKey(requestKey: string): Promise<Deployment | null> {
  const row = await db().deployment.findUnique({ where: { requestKey }, include: WHOLE });
  return row === null ? null : toDeployment(row);
}

/** The deployment of a server that has not ended, or null. */
export async function findUnfinishedDeployment(serverId: string): Promise<Deployment | null> {
  const where = { serverId, status: { in: UNFINISHED } };
  const row = await db().deployment.findFirst({ where, orderBy: { createdAt: "desc" }, include: WHOLE });
  return row === null ? null : toDeployment(row);
}

/** Every deployment that has not ended, oldest first: what a start after a crash has to decide. */
export async function listUnfinishedDeployments(): Promise<Deployment[]> {
  const rows = await db().deployment.findMany({
    where: { status: { in: UNFINISHED } },
    orderBy: { createdAt: "asc" },
    include: WHOLE,
  });
  return rows.map(toDeployment);
}

/**
 * Deployments, newest first, of one server or of all.
 * @param page `before` is the id of the deployment after which the page begins
 */
export async function listDeploymentRows(
  serverId: string | null,
  { before, limit = DEPLOYMENTS_LISTED_MAX }: DeploymentPage = {},
): Promise<Deployment[]> {
  const rows = await db().deployment.findMany({
    where: serverId === null ? {} : { serverId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    ...(before === undefined ? {} : { cursor: { id: before }, skip: 1 }),
    include: WHOLE,
  });
  return rows.map(toDeployment);
}

/** Moves a deployment to another word of its life; a final one stays as it is. */
export async function setDeploymentStatus(
  id: string,
  status: DeploymentStatus,
  problems: readonly Problem[] = [],
): Promise<void> {
  const ending = isFinal(status) ? { finishedAt: new Date(), problems: toJson(problems) } : {};
  await db().deployment.updateMany({ where: { id, status: { in: UNFINISHED } }, data: { status, ...ending } });
}

/** Keeps what the server showed as its configuration when a deployment was proven: SHA-256, hex. */
export async function setProvenConfig(id: string, loadedDigest: string): Promise<void> {
  await db().deployment.updateMany({ where: { id }, data: { loadedDigest } });
}

/** Announces a step, before its first side effect. */
export async function startStep(deploymentId: string, name: DeploymentStep["name"]): Promise<number> {
  return (await db().deploymentStep.create({ data: { deploymentId, name, status: "running", detail: [] } })).id;
}

/** Replaces what is known of a running step. */
export async function noteStep(stepId: number, detail: readonly Problem[]): Promise<void> {
  await db().deploymentStep.update({ where: { id: stepId }, data: { detail: toJson(detail) } });
}

/** Ends a step with what was seen. */
export async function finishStep(
  stepId: number,
  status: "done" | "failed" | "skipped",
  detail: readonly Problem[],
): Promise<void> {
  await db().deploymentStep.update({ where: { id: stepId }, data: { status, detail: toJson(detail), finishedAt: new Date() } });
}

/** Ends steps that a crash has left running. */
export async function failRunningSteps(deploymentId: string, detail: readonly Problem[]): Promise<void> {
  const where = { deploymentId, status: "running" };
  await db().deploymentStep.updateMany({ where, data: { status: "failed", detail: toJson(detail), finishedAt: new Date() } });
}

function toJson(problems: readonly Problem[]): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(problems)) as Prisma.InputJsonValue;
}

function toDeployment(row: WholeRow): Deployment {
  return {
    id: row.id,
    server: row.server,
    revision: row.revision,
    status: deploymentStatusSchema.parse(row.status),
    kind: deploymentKindSchema.parse(row.kind),
    rolledBackTo: row.rolledBackTo,
    author: row.author,
    approvedBy: row.approvedBy,
    reason: row.reason,
    problems: z.array(problemSchema).parse(row.problems),
    steps: row.steps.map(({ name, status, detail, startedAt, finishedAt }) =>
      deploymentStepSchema.parse({
        name,
        status,
        detail,
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt?.toISOString() ?? null,
      }),
    ),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
