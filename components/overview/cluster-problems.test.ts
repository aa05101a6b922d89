import { expect, test } from "vitest";
import type { Cluster } from "@/lib/clusters/schema";
import { findClusterProblems } from "./cluster-problems";

const NOW = new Date("2026-11-22T12:00:00Z");
type Facts = { outcome?: "ok" | "timeout"; since?: string; expiresAt?: string | null };

function cluster(name: string, { outcome, since = "2026-11-22T11:00:00Z", expiresAt = null }: Facts): Cluster {
  const checked = { checkedAt: since, kubernetesVersion: null, durationMs: 1, clockSkewMs: null };
  const health = outcome === undefined ? null : { outcome, since, ...checked };
  return { name, health, credential: { version: 1, storedAt: since, expiresAt } } as Cluster;
}

test("unreachable clusters, the longest first, and credentials about to end, the next first", () => {
  const found = findClusterProblems(
    [
      cluster("fine", { outcome: "ok", expiresAt: "2027-11-22T12:00:00Z" }),
      cluster("unseen", {}),
      cluster("since-noon", { outcome: "timeout" }),
      cluster("since-yesterday", { outcome: "timeout", since: "2026-11-21T11:00:00Z" }),
      cluster("in-ten-days", { outcome: "ok", expiresAt: "2026-12-02T12:00:00Z" }),
      cluster("ended", { expiresAt: "2026-11-20T12:00:00Z" }),
    ],
    NOW,
  );
  expect(found.ailing.map(({ name }) => name)).toEqual(["since-yesterday", "since-noon"]);
  expect(found.ending.map(({ name }) => name)).toEqual(["ended", "in-ten-days"]);
});
