import "server-only";
import { findStoredDrift, listStoredDrift, type StoredDrift } from "@/lib/db/server-drift";
import { type Drift, type DriftState, type DriftWord, driftStateSchema } from "@/lib/deployments/drift/schema";
import { findDrift, keyOf } from "./find-drift";

/** What the last look at a server found; the first one is made now. */
export async function getDrift(serverId: string): Promise<Drift | null> {
  const stored = (await findStoredDrift(serverId)) ?? (await findDrift(serverId));
  return stored === null ? null : toDrift(stored);
}

/** Looks now. */
export async function checkDrift(serverId: string): Promise<Drift | null> {
  const stored = await findDrift(serverId);
  return stored === null ? null : toDrift(stored);
}

/** What the last looks found, by name of server; servers that nobody has looked at yet are not there. */
export async function listDrift(): Promise<Drift[]> {
  return (await listStoredDrift()).map(toDrift);
}

/** What may leave the server of a look. */
export function toDrift(stored: StoredDrift): Drift {
  return {
    serverId: stored.serverId,
    serverName: stored.serverName,
    word: wordOf(stored),
    state: stored.state,
    since: stored.since.toISOString(),
    checkedAt: stored.checkedAt.toISOString(),
    key: keyOf(stored),
    ignoredBy: stored.ignoredBy,
    problems: stored.detail
      .filter(({ code }) => code !== "drift/last-known")
      .map((found) => ({ ...found, parameters: { ...found.parameters }, path: [...found.path] })),
    lastKnown: lastKnownOf(stored),
  };
}

const ADOPTABLE: ReadonlySet<DriftState> = new Set(["disk", "both", "newer_than_database"]);

function wordOf(stored: StoredDrift): DriftWord {
  const { state, diskDigest, adoptedDigest, ignoredKey } = stored;
  if (ADOPTABLE.has(state) && diskDigest !== null && diskDigest === adoptedDigest) return "adopted";
  return ignoredKey === keyOf(stored) ? "ignored" : state;
}

function lastKnownOf({ detail }: StoredDrift): Drift["lastKnown"] {
  const found = detail.find(({ code }) => code === "drift/last-known");
  const state = driftStateSchema.safeParse(found?.parameters.state);
  return state.success ? { state: state.data, at: String(found?.parameters.at) } : null;
}
