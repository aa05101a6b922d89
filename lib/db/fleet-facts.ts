import "server-only";
import { db } from "./database";

/** When each server's last live deployment ended, in milliseconds since 1970, by the server's name. */
export async function listLastLive(): Promise<Map<string, number>> {
  const ends = await db().deployment.groupBy({ by: ["serverId"], where: { status: "live" }, _max: { finishedAt: true } });
  const names = await namesOfServers();
  return new Map(ends.flatMap(({ serverId, _max }) => entryOf(names.get(serverId), _max.finishedAt?.getTime())));
}

/** How every server's newest deployment stands, by the server's name. */
export async function listNewestStatus(): Promise<Map<string, string>> {
  const newest = await db().deployment.findMany({
    distinct: ["serverId"],
    orderBy: [{ serverId: "asc" }, { createdAt: "desc" }],
    select: { serverId: true, status: true },
  });
  const names = await namesOfServers();
  return new Map(newest.flatMap(({ serverId, status }) => entryOf(names.get(serverId), status)));
}

/** When each cluster's stored token ends, in milliseconds since 1970, by the cluster's name; those that never end are left out. */
export async function listTokenEnds(): Promise<Map<string, number>> {
  const tokens = await db().secret.findMany({
    where: { ownerKind: "cluster", field: "token" },
    orderBy: { version: "asc" },
    select: { ownerId: true, expiresAt: true },
  });
  const clusters = await db().cluster.findMany({ select: { id: true, name: true } });
  const names = new Map(clusters.map(({ id, name }) => [id, name]));
  const latest = new Map(tokens.map(({ ownerId, expiresAt }) => [ownerId, expiresAt]));
  return new Map([...latest].flatMap(([id, end]) => entryOf(names.get(id), end?.getTime())));
}

/** Rollouts by their status. */
export async function countRollouts(): Promise<Map<string, number>> {
  const counts = await db().rollout.groupBy({ by: ["status"], _count: { _all: true } });
  return new Map(counts.map(({ status, _count }) => [status, _count._all]));
}

/** When each host that fetches by itself reported last, in milliseconds since 1970, by the server's name. */
export async function listPullReportTimes(): Promise<Map<string, number>> {
  const rows = await db().pullState.findMany({ select: { reportedAt: true, server: { select: { name: true } } } });
  return new Map(rows.flatMap(({ server, reportedAt }) => entryOf(server.name, reportedAt?.getTime())));
}

async function namesOfServers(): Promise<Map<string, string>> {
  const servers = await db().server.findMany({ select: { id: true, name: true } });
  return new Map(servers.map(({ id, name }) => [id, name]));
}

function entryOf<T>(name: string | undefined, value: T | null | undefined): [string, T][] {
  return name === undefined || value === null || value === undefined ? [] : [[name, value]];
}
