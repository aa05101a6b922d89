import "server-only";
import type { Freeze, FreezeInput } from "@/lib/deployments/guards/schema";
import type { Prisma } from "@/prisma/generated/postgresql/client";
import { db } from "./database";

const WITH_SERVER = { server: { select: { id: true, name: true } } } satisfies Prisma.FreezeInclude;
type FreezeRow = Prisma.FreezeGetPayload<{ include: typeof WITH_SERVER }>;

/** Begins a freeze, now or later; fails with a reference violation when the server is gone. */
export async function insertFreeze({ serverId, reason, startsAt, endsAt }: FreezeInput, author: string): Promise<Freeze> {
  const times = {
    startsAt: startsAt === null ? new Date() : new Date(startsAt),
    endsAt: endsAt === null ? null : new Date(endsAt),
  };
  return toFreeze(await db().freeze.create({ data: { serverId, reason, author, ...times }, include: WITH_SERVER }));
}

/** Freezes that hold or will hold, the next to begin first. */
export async function listFreezes(now: Date): Promise<Freeze[]> {
  const where = { OR: [{ endsAt: null }, { endsAt: { gt: now } }] };
  const rows = await db().freeze.findMany({ where, orderBy: { startsAt: "asc" }, include: WITH_SERVER });
  return rows.map(toFreeze);
}

/** Ends a freeze; false when it had ended or never was. */
export async function endFreeze(id: string, now: Date): Promise<boolean> {
  const where = { id, OR: [{ endsAt: null }, { endsAt: { gt: now } }] };
  const { count } = await db().freeze.updateMany({ where, data: { endsAt: now } });
  return count > 0;
}

function toFreeze({ id, server, reason, author, startsAt, endsAt }: FreezeRow): Freeze {
  return { id, server, reason, author, startsAt: startsAt.toISOString(), endsAt: endsAt?.toISOString() ?? null };
}
