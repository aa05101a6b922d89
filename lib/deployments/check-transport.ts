import "server-only";
import { findServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import type { TransportCheck } from "./transports/check-schema";
import { openTransport } from "./transports/transport";

/** Tries a saved way of delivery without writing anything. */
export async function checkTransport(serverId: string): Promise<TransportCheck> {
  const server = await findServerRecord(serverId);
  if (server === null) throw new AppError("not_found");
  const transport = openTransport(server);
  const checked = await (transport.checkAccess?.() ?? transport.readBack());
  return { problems: checked.ok ? [] : [...checked.problems] };
}
