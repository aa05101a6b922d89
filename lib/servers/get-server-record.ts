import "server-only";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";

/** One server with its secrets; `not_found` when there is none. */
export async function getServerRecord(id: string): Promise<ServerRecord> {
  const record = await findServerRecord(id);
  if (record === null) throw new AppError("not_found");
  return record;
}
