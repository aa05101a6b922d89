import { expiryState } from "@/components/clusters/expiry-state";
import type { Cluster } from "@/lib/clusters/schema";

export type ClusterProblems = {
  /** Not reachable, longest first. */
  readonly ailing: readonly Cluster[];
  /** With a credential that has ended or ends within two weeks, the next first. */
  readonly ending: readonly Cluster[];
};

/** What somebody has to look at among the clusters. */
export function findClusterProblems(clusters: readonly Cluster[], now: Date): ClusterProblems {
  const isAiling = ({ health }: Cluster) => health !== null && health.outcome !== "ok";
  const isEnding = ({ credential: { expiresAt } }: Cluster) =>
    expiresAt !== null && expiryState(new Date(expiresAt), now) !== "later";
  return {
    ailing: clusters.filter(isAiling).sort((a, b) => compare(a.health?.since, b.health?.since)),
    ending: clusters.filter(isEnding).sort((a, b) => compare(a.credential.expiresAt, b.credential.expiresAt)),
  };
}

function compare(a: string | null | undefined, b: string | null | undefined): number {
  return (a ?? "") < (b ?? "") ? -1 : 1;
}
