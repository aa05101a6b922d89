import "server-only";
import type { Server } from "@/lib/servers/schema";
import { getServerRecord } from "./get-server-record";
import { toServer } from "./to-server";

/** One server; `not_found` when there is none. */
export async function getServer(id: string): Promise<Server> {
  return await toServer(await getServerRecord(id));
}
