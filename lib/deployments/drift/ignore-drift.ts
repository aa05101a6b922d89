import "server-only";
import type { Actor } from "@/lib/access/actor";
import { findStoredDrift, setIgnoredDrift } from "@/lib/db/server-drift";
import { type Drift, isDifference } from "@/lib/deployments/drift/schema";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { keyOf } from "./find-drift";
import { toDrift } from "./get-drift";

/** Lives with this exact difference until it becomes another one. A deployment still asks before it replaces it. */
export async function ignoreDrift(serverId: string, { key }: { key: string }, actor: Pick<Actor, "id" | "name">): Promise<Drift> {
  const stored = await findStoredDrift(serverId);
  if (stored === null) throw new AppError("not_found");
  if (!isDifference(stored.state) || keyOf(stored) !== key) {
    throw new AppError("conflict", { problems: [problem("drift/changed-meanwhile")] });
  }
  await setIgnoredDrift(serverId, { key, by: actor.name });
  log.info({ actor: actor.id, server: stored.serverName, state: stored.state }, "drift ignored");
  return toDrift({ ...stored, ignoredKey: key, ignoredBy: actor.name });
}

/** Shows an ignored difference again. */
export async function watchDrift(serverId: string, actor: Pick<Actor, "id">): Promise<Drift> {
  const stored = await findStoredDrift(serverId);
  if (stored === null) throw new AppError("not_found");
  await setIgnoredDrift(serverId, null);
  log.info({ actor: actor.id, server: stored.serverName, state: stored.state }, "drift watched again");
  return toDrift({ ...stored, ignoredKey: null, ignoredBy: null });
}
