import "server-only";
import { processSingleton } from "@/lib/singleton";
import type { PlannedCluster } from "@/lib/target-plan/assemble-plan";
import type { TargetPlan } from "@/lib/target-plan/schema";

/** A target plan with all of its targets, to be paged and deployed. */
export type KnownPlan = { readonly plan: TargetPlan; readonly clusters: readonly PlannedCluster[] };

type Entry = { readonly key: string; readonly madeAt: number; readonly known: Promise<KnownPlan> };

/** A plan may hold 100,000 targets: only those that somebody looks at are kept. */
const PLANS_MAX = 8;

const entries = processSingleton("known-target-plans", () => new Map<string, Entry>());

/** What a plan depends on, apart from the clusters' contents. */
export type PlanKey = {
  readonly serverId: string;
  /** Of the bundle that it foretells. */
  readonly digest: string;
  readonly liveDigest: string | null;
  readonly lossPercentMax: number;
};

/** The target plans that were made last; a server may have one of its settings and one of a rollback. */
export const knownPlans = {
  /** The plan of a server if there is one about this digest. */
  async find(serverId: string, digest: string): Promise<KnownPlan | null> {
    return (await entries.get().get(placeOf({ serverId, digest }))?.known) ?? null;
  },

  /** The plan that is known and young enough, or a new one; whoever asks meanwhile gets the one under way. */
  async remember(planKey: PlanKey, ageMaxMs: number, make: () => Promise<KnownPlan>): Promise<KnownPlan> {
    const key = JSON.stringify(planKey);
    const place = placeOf(planKey);
    const entry = entries.get().get(place);
    if (entry?.key === key && performance.now() - entry.madeAt < ageMaxMs) return await entry.known;
    const known = make();
    entries.get().delete(place);
    entries.get().set(place, { key, madeAt: performance.now(), known });
    forgetOldest();
    try {
      return await known;
    } catch (error) {
      if (entries.get().get(place)?.known === known) entries.get().delete(place);
      throw error;
    }
  },
};

function placeOf({ serverId, digest }: Pick<PlanKey, "serverId" | "digest">): string {
  return `${serverId} ${digest}`;
}

function forgetOldest(): void {
  const places = [...entries.get().keys()];
  for (const place of places.slice(0, Math.max(0, places.length - PLANS_MAX))) entries.get().delete(place);
}
