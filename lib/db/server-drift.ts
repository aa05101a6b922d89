import "server-only";
import { z } from "zod";
import { type DriftState, driftStateSchema } from "@/lib/deployments/drift/schema";
import { DEPLOYMENT_STATUSES, isFinal, problemSchema } from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";
import type { ServerDrift as DriftRow, Prisma } from "@/prisma/generated/postgresql/client";
import { db, inTransaction } from "./database";

/** What the last look at a server found. */
export type StoredDrift = {
  readonly serverId: string;
  readonly serverName: string;
  readonly state: DriftState;
  readonly since: Date;
  readonly checkedAt: Date;
  readonly diskDigest: string | null;
  readonly loadedDigest: string | null;
  readonly ignoredKey: string | null;
  readonly ignoredBy: string | null;
  readonly adoptedDigest: string | null;
  readonly detail: readonly Problem[];
};

const WITH_NAME = { server: { select: { name: true } } } satisfies Prisma.ServerDriftInclude;
type RowWithName = DriftRow & { server: { name: string } };

/** The last look at one server, or null before the first. */
export async function findStoredDrift(serverId: string): Promise<StoredDrift | null> {
  const row = await db().serverDrift.findUnique({ where: { serverId }, include: WITH_NAME });
  return row === null ? null : toStored(row);
}

/** The last looks at all servers, by name. */
export async function listStoredDrift(): Promise<StoredDrift[]> {
  const rows = await db().serverDrift.findMany({ include: WITH_NAME, orderBy: { server: { name: "asc" } } });
  return rows.map(toStored);
}

/** What a look found, in place of the one before. */
export type DriftLook = Pick<StoredDrift, "state" | "since" | "checkedAt" | "diskDigest" | "loadedDigest" | "detail"> & {
  /** The difference that was ignored is not there any more. */
  readonly forgetsIgnored: boolean;
  /** The file that was adopted is not there any more. */
  readonly forgetsAdopted: boolean;
};

/** Keeps a look; a server that was deleted meanwhile keeps nothing. */
export async function saveDriftLook(serverId: string, look: DriftLook): Promise<void> {
  const { forgetsIgnored, forgetsAdopted, detail, ...values } = look;
  const answers = {
    ...(forgetsIgnored ? { ignoredKey: null, ignoredBy: null } : {}),
    ...(forgetsAdopted ? { adoptedDigest: null } : {}),
  };
  const data = { ...values, ...answers, detail: toJson(detail) };
  await inTransaction(async () => {
    if ((await db().server.count({ where: { id: serverId } })) === 0) return;
    await db().serverDrift.upsert({ where: { serverId }, create: { serverId, ...data }, update: data });
  });
}

/** Remembers, or forgets, that somebody has chosen to live with a difference. */
export async function setIgnoredDrift(serverId: string, ignored: { key: string; by: string } | null): Promise<void> {
  const data = { ignoredKey: ignored?.key ?? null, ignoredBy: ignored?.by ?? null };
  await db().serverDrift.updateMany({ where: { serverId }, data });
}

/** Remembers which file on disk was taken into the base config. */
export async function setAdoptedDrift(serverId: string, adoptedDigest: string): Promise<void> {
  const now = new Date();
  const create = { serverId, state: "disk", since: now, checkedAt: now, detail: [], adoptedDigest };
  await db().serverDrift.upsert({ where: { serverId }, create, update: { adoptedDigest } });
}

/** What tells one moment in a server's life from another: its last deployment, and whether that still runs. */
export async function describeLastDeployment(serverId: string): Promise<{ id: string; isOver: boolean } | null> {
  const row = await db().deployment.findFirst({
    where: { serverId },
    orderBy: { createdAt: "desc" },
    select: { id: true, status: true },
  });
  const unfinished = DEPLOYMENT_STATUSES.filter((status) => !isFinal(status));
  return row === null ? null : { id: row.id, isOver: !unfinished.some((status) => status === row.status) };
}

const contentsSchema = z.object({ mainDigest: z.string() });

/** Numbers and digests of every revision that this database knows of a server. */
export async function listRevisionDigests(
  serverId: string,
): Promise<{ id: string; number: number; digest: string; mainDigest: string }[]> {
  const select = { id: true, number: true, digest: true, contents: true } as const;
  const rows = await db().revision.findMany({ where: { serverId }, select });
  return rows.map(({ contents, ...row }) => ({ ...row, mainDigest: contentsSchema.parse(contents).mainDigest }));
}

function toStored({ server, state, detail, ...row }: RowWithName): StoredDrift {
  return {
    ...row,
    serverName: server.name,
    state: driftStateSchema.parse(state),
    detail: z.array(problemSchema).parse(detail) as Problem[],
  };
}

function toJson(problems: readonly Problem[]): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(problems)) as Prisma.InputJsonValue;
}
