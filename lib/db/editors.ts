import "server-only";
import { db } from "./database";

/** Notes who has changed a server's settings. */
export async function noteServerEditor(id: string, editorId: string): Promise<void> {
  await db().server.updateMany({ where: { id }, data: { editorId, editedAt: new Date() } });
}

/** Notes who has changed a cluster. */
export async function noteClusterEditor(id: string, editorId: string): Promise<void> {
  await db().cluster.updateMany({ where: { id }, data: { editorId, editedAt: new Date() } });
}

/** Ids of those who have last changed a server, or a cluster that it watches, since it was deployed to. */
export async function listEditorsSinceLive(serverId: string): Promise<Set<string>> {
  const live = await db().deployment.findFirst({
    where: { serverId, status: "live" },
    orderBy: { finishedAt: "desc" },
    select: { createdAt: true },
  });
  const editedAt = { gt: live?.createdAt ?? new Date(0) };
  const servers = await db().server.findMany({ where: { id: serverId, editedAt }, select: { editorId: true } });
  const clusters = await db().cluster.findMany({
    where: { editedAt, servers: { some: { serverId } } },
    select: { editorId: true },
  });
  return new Set([...servers, ...clusters].flatMap(({ editorId }) => (editorId === null ? [] : [editorId])));
}
