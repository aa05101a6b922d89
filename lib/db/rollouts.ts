import "server-only";
import { z } from "zod";
import { deploymentStatusSchema, problemSchema } from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";
import {
  confirmedServerSchema,
  type MemberState,
  memberStateSchema,
  type Rollout,
  type RolloutMember,
  type RolloutStatus,
  rolloutStatusSchema,
  type Strategy,
  strategySchema,
} from "@/lib/rollouts/schema";
import type { Prisma } from "@/prisma/generated/postgresql/client";
import { db } from "./database";

/** Nobody drives; the columns' defaults say the same. */
const NOBODY = "";

const confirmationSchema = confirmedServerSchema.pick({ acknowledged: true, typed: true });

/** A line of the ledger with what only its driver needs. */
export type MemberRecord = RolloutMember & {
  readonly id: string;
  /** Idempotency-Key of its deployment, and of its undo: written before either is started. */
  readonly requestKey: string;
  readonly undoRequestKey: string | null;
  readonly deploymentId: string | null;
  readonly previousRevisionId: string | null;
  readonly confirmation: z.infer<typeof confirmationSchema>;
};
export type RolloutRecord = Omit<Rollout, "members"> & { readonly members: readonly MemberRecord[] };

export type NewMember = {
  readonly serverId: string;
  readonly position: number;
  readonly wave: number;
  readonly digest: string;
  readonly confirmation: MemberRecord["confirmation"];
  readonly requestKey: string;
};

const WHOLE = {
  members: { orderBy: { position: "asc" }, include: { server: { select: { id: true, name: true } } } },
} satisfies Prisma.RolloutInclude;
type WholeRow = Prisma.RolloutGetPayload<{ include: typeof WHOLE }>;

/** Adds a rollout that runs; its driver begins with the rows. */
export async function insertRollout(values: {
  author: string;
  reason: string;
  strategy: Strategy;
  members: readonly NewMember[];
}): Promise<string> {
  const members = values.members.map(({ confirmation, ...member }) => {
    return { ...member, acknowledged: toJson(confirmation), state: "waiting", problems: [] };
  });
  const data = { ...values, status: "running", problems: [], members: { create: members } };
  return (await db().rollout.create({ data, select: { id: true } })).id;
}

/** One rollout with its ledger, or null. */
export async function findRollout(id: string): Promise<RolloutRecord | null> {
  const row = await db().rollout.findUnique({ where: { id }, include: WHOLE });
  return row === null ? null : ((await toRecords([row]))[0] ?? null);
}

/** The newest rollouts with their ledgers. */
export async function listRolloutRows(): Promise<RolloutRecord[]> {
  return await toRecords(await db().rollout.findMany({ orderBy: { createdAt: "desc" }, take: 50, include: WHOLE }));
}

/** Rollouts that somebody should be working on. */
export async function listRollingIds(): Promise<string[]> {
  const rows = await db().rollout.findMany({ where: { status: { in: ["running", "undoing"] } }, select: { id: true } });
  return rows.map(({ id }) => id);
}

/** Moves a rollout on; false when it is not in one of the statuses of before any more. */
export async function setRolloutStatus(id: string, from: readonly RolloutStatus[], to: RolloutStatus): Promise<boolean> {
  const finishedAt = to === "running" || to === "undoing" ? null : new Date();
  const { count } = await db().rollout.updateMany({
    where: { id, status: { in: [...from] } },
    data: { status: to, finishedAt },
  });
  return count > 0;
}

/** Takes the right to drive a rollout if nobody alive has it. */
export async function takeDriver(id: string, driver: string, ttlMs: number): Promise<boolean> {
  const now = Date.now();
  const { count } = await db().rollout.updateMany({
    where: { id, OR: [{ driver: NOBODY }, { driver }, { driverEnds: { lt: new Date(now) } }] },
    data: { driver, driverEnds: new Date(now + ttlMs) },
  });
  return count > 0;
}

/** Gives it back, if it still is ours. */
export async function releaseDriver(id: string, driver: string): Promise<void> {
  await db().rollout.updateMany({ where: { id, driver }, data: { driver: NOBODY, driverEnds: new Date(0) } });
}

/** Writes a line of the ledger. */
export async function updateMember(
  id: string,
  changes: {
    state?: MemberState;
    digest?: string;
    confirmation?: MemberRecord["confirmation"];
    requestKey?: string;
    undoRequestKey?: string;
    deploymentId?: string | null;
    undoDeploymentId?: string;
    previousRevisionId?: string | null;
    problems?: readonly Problem[] | Rollout["members"][number]["problems"];
  },
): Promise<void> {
  const { confirmation, problems, ...columns } = changes;
  const json = {
    ...(confirmation === undefined ? {} : { acknowledged: toJson(confirmation) }),
    ...(problems === undefined ? {} : { problems: toJson(problems) }),
  };
  await db().rolloutMember.update({ where: { id }, data: { ...columns, ...json } });
}

function toJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}

async function toRecords(rows: readonly WholeRow[]): Promise<RolloutRecord[]> {
  const ids = rows.flatMap(({ members }) => members.flatMap((member) => [member.deploymentId, member.undoDeploymentId]));
  const deployments = await db().deployment.findMany({
    where: { id: { in: ids.filter((id) => id !== null) } },
    select: { id: true, status: true, createdAt: true, finishedAt: true },
  });
  const links = new Map(deployments.map((deployment) => [deployment.id, toLink(deployment)]));
  return rows.map(({ id, author, reason, strategy, status, members, createdAt, finishedAt }) => ({
    id,
    author,
    reason,
    strategy: strategySchema.parse(strategy),
    status: rolloutStatusSchema.parse(status),
    members: members.map((member) => toMember(member, links)),
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }));
}

type DeploymentLink = NonNullable<RolloutMember["deployment"]>;

function toLink({ id, status, createdAt, finishedAt }: { id: string; status: string; createdAt: Date; finishedAt: Date | null }) {
  return {
    id,
    status: deploymentStatusSchema.parse(status),
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

function toMember(row: WholeRow["members"][number], links: ReadonlyMap<string, DeploymentLink>): MemberRecord {
  const { id, server, position, wave, digest, requestKey, undoRequestKey, deploymentId, previousRevisionId } = row;
  return {
    ...{ id, server, position, wave, digest, requestKey, undoRequestKey, deploymentId, previousRevisionId },
    state: memberStateSchema.parse(row.state),
    deployment: links.get(deploymentId ?? "") ?? null,
    undoDeployment: links.get(row.undoDeploymentId ?? "") ?? null,
    hasPrevious: previousRevisionId !== null,
    problems: z.array(problemSchema).parse(row.problems),
    confirmation: confirmationSchema.parse(row.acknowledged),
  };
}
