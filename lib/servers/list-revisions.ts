import "server-only";
import { listRevisionRows } from "@/lib/db/revisions";
import type { Revision } from "@/lib/servers/schema";
import { getServerRecord } from "./get-server-record";

/** The revisions of a server, newest first. */
export async function listRevisions(serverId: string): Promise<Revision[]> {
  await getServerRecord(serverId);
  return await listRevisionRows(serverId);
}
