import { expect, test } from "vitest";
import type { Targets } from "@/lib/servers/schema";
import { EVERY_TARGET, groupTargetsByCluster, type TargetFilter } from "./group-targets";

type Row = Targets[number]["targets"][number];

function target(instance: string, health: Row["health"], lastError = ""): Row {
  return {
    instance,
    health,
    lastError,
    scrapeUrl: `https://api/${instance}/metrics`,
    labels: { instance, tier: "gold" },
    lastScrape: "2026-01-01T00:00:00Z",
  };
}

function pool(cluster: string | null, jobName: string, targets: Row[]): Targets[number] {
  const count = (health: Row["health"]) => targets.filter((row) => row.health === health).length;
  return { cluster, jobName, targets, up: count("up"), down: count("down"), unknown: count("unknown") };
}

const POOLS: Targets = [
  pool(null, "self", [target("localhost:9090", "up")]),
  pool("beta", "beta/nodes", [target("node-2", "up")]),
  pool("alpha", "alpha/pods", [
    target("pod-b", "up"),
    target("pod-c", "down", "server returned 403"),
    target("pod-a", "unknown"),
  ]),
  pool("alpha", "alpha/nodes", [target("node-1", "up")]),
];

/** One line per job: cluster, job, counts and instances in order. */
function outline(filter: TargetFilter): string[] {
  return groupTargetsByCluster(POOLS, filter).flatMap(({ cluster, jobs }) =>
    jobs.map(
      ({ jobName, counts, targets }) =>
        `${cluster} ${jobName} ${counts.up}/${counts.down}/${counts.unknown} ${targets.map(({ instance }) => instance).join(",")}`,
    ),
  );
}

test.each<[string, Partial<TargetFilter>, string[]]>([
  [
    "clusters by name, the base config's jobs last, what is down first",
    {},
    [
      "alpha alpha/nodes 1/0/0 node-1",
      "alpha alpha/pods 1/1/1 pod-c,pod-a,pod-b",
      "beta beta/nodes 1/0/0 node-2",
      "null self 1/0/0 localhost:9090",
    ],
  ],
  ["text finds a label", { text: 'instance="node-' }, ["alpha alpha/nodes 1/0/0 node-1", "beta beta/nodes 1/0/0 node-2"]],
  ["text finds a scrape error, in any case", { text: "RETURNED 403" }, ["alpha alpha/pods 0/1/0 pod-c"]],
  ["every word must be found", { text: "alpha node" }, ["alpha alpha/nodes 1/0/0 node-1"]],
  ["health alone", { health: "unknown" }, ["alpha alpha/pods 0/0/1 pod-a"]],
  ["blanks are no filter", { text: "  ", health: "all" }, outline(EVERY_TARGET)],
  ["nothing found leaves no empty groups", { text: "no such thing" }, []],
])("%s", (_guarantee, filter, expected) => {
  expect(outline({ ...EVERY_TARGET, ...filter })).toEqual(expected);
});

test("a cluster's counts are the sum over its jobs", () => {
  expect(groupTargetsByCluster(POOLS, EVERY_TARGET)[0]?.counts).toEqual({ up: 2, down: 1, unknown: 1 });
});

test("counts without a filter are Prometheus's own, even when it lists no targets", () => {
  const [cluster] = groupTargetsByCluster([{ ...pool("alpha", "alpha/pods", []), up: 900 }], EVERY_TARGET);
  expect(cluster?.counts.up).toBe(900);
});
