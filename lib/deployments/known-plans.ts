import "server-only";
import { processSingleton } from "@/lib/singleton";
import type { PlannedCluster } from "@/lib/target-plan/assemble-plan";
import type { TargetPlan } from "@/lib/target-plan/schema";

/** A target plan with all of its targets, to be paged and deployed. */
export type KnownPlan = { readonly plan: TargetPlan; readonly clusters: readonly PlannedCluster[] };

type Entry = { readonly key: string; readonly digest: string; readonly madeAt: number; readonly known: Promise<KnownPlan> };

/** A plan may hold 100,000 targets: only those of the servers that somebody looks at are kept. */
const SERVERS_MAX = 8;

const entries = processSingleton("known-target-plans", () => new Map<string, Entry>());

/** What a plan depends on, apart from the clusters' contents. */
export type PlanKey = { readonly digest: string; readonly liveDigest: string | null; readonly lossPercentMax: number };

/** The target plans that were made last, one per server; bound to the digest of what they foretell. */
export const knownPlans = {
  /** The plan of a server if it is about this digest. */
  async find(serverId: string, digest: string): Promise<KnownPlan | null> {
    const entry = entries.get().get(serverId);
    return entry?.digest === digest ? await entry.known : null;
  },

  /** The plan that is known and young enough, or a new one; whoever asks meanwhile gets the one under way. */
  async remember(serverId: string, key: PlanKey, ageMaxMs: number, make: () => Promise<KnownPlan>): Promise<KnownPlan> {
    const text = JSON.stringify(key);
    const entry = entries.get().get(serverId);
    if (entry?.key === text && performance.now() - entry.madeAt < ageMaxMs) return await entry.known;
    const known = make();
    entries.get().delete(serverId);
    entries.get().set(serverId, { key: text, digest: key.digest, madeAt: performance.now(), known });
    forgetOldest();
    try {
      return await known;
    } catch (error) {
      if (entries.get().get(serverId)?.known === known) entries.get().delete(serverId);
      throw error;
    }
  },
};

function forgetOldest(): void {
  const servers = [...entries.get().keys()];
  for (const serverId of servers.slice(0, Math.max(0, servers.length - SERVERS_MAX))) entries.get().delete(serverId);
}
