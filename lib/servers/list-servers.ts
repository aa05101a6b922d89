import "server-only";
import { listServerRecords } from "@/lib/db/servers";
import type { Server } from "@/lib/servers/schema";
import { toServer } from "./to-server";

/** All servers by name. */
export async function listServers(): Promise<Server[]> {
  return await Promise.all((await listServerRecords()).map(toServer));
}
