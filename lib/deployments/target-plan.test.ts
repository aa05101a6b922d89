import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { editCluster } from "@/lib/clusters/edit-cluster";
import { getCluster } from "@/lib/clusters/get-cluster";
import { type Cluster, clusterEditSchema } from "@/lib/clusters/schema";
import { scrapedKey } from "@/lib/target-plan/compare-forecasts";
import type { PlannedTarget, ScrapedTarget, TargetChange } from "@/lib/target-plan/schema";
import { getDeploymentTargets } from "./get-deployment";
import { confirmEverything } from "./guards/confirm-everything";
import { listTargetChanges, planTargets } from "./plan-targets";
import { ACTOR, deploy, startFleet, summary, type TestFleet } from "./testing/fleet";

// What is foretold before a deployment is what a real Prometheus reports after it: every target, label and URL.
const LINES: PrometheusLine[] = ["3.5", "2.53"];

let fleet: TestFleet;
let beta: ApiServer;
beforeAll(async () => {
  fleet = await startFleet();
  // With everything that was planted to fail: targets that are down are targets.
  beta = await startApiServer({ cluster: "beta" });
});
afterAll(async () => {
  await beta.stop();
  await fleet.stop();
});

/** Every target of the plan that changes in one way, page by page. */
async function listAll(serverId: string, digest: string, change: TargetChange): Promise<PlannedTarget[]> {
  const all: PlannedTarget[] = [];
  for (;;) {
    const { total, targets } = await listTargetChanges(serverId, { digest, change, offset: all.length });
    all.push(...targets);
    if (targets.length === 0) {
      expect(all).toHaveLength(total);
      return all;
    }
  }
}

/** Each target with its job as a text, sorted: what is compared exactly. */
function keysOf(targets: readonly { readonly job: string; readonly target: ScrapedTarget | null }[]): string[] {
  return targets.flatMap(({ job, target }) => (target === null ? [] : [`${job} ${scrapedKey(target)}`])).sort();
}

const keysBefore = (targets: readonly PlannedTarget[]) => keysOf(targets.map(({ job, before }) => ({ job, target: before })));
const keysAfter = (targets: readonly PlannedTarget[]) => keysOf(targets.map(({ job, after }) => ({ job, target: after })));

type Times = { readonly scrapeInterval: string; readonly scrapeTimeout: string };

/** What Prometheus itself reports of our jobs. */
async function reportedKeys(prometheus: RealPrometheus): Promise<string[]> {
  const targets = (await prometheus.targets()).filter(({ scrapePool }) => scrapePool !== "own");
  return keysOf(
    targets.map(({ scrapePool, labels, scrapeUrl, ...rest }) => {
      const { scrapeInterval, scrapeTimeout } = rest as unknown as Times;
      return { job: scrapePool, target: { labels, url: scrapeUrl, interval: scrapeInterval, timeout: scrapeTimeout } };
    }),
  );
}

async function edit(
  cluster: Cluster,
  jobs: readonly { template: string; parameters?: Record<string, unknown> }[],
): Promise<void> {
  const { name, apiServer, tls, tlsServerName, labels, version } = await getCluster(cluster.id);
  await editCluster(cluster.id, clusterEditSchema.parse({ name, apiServer, tls, tlsServerName, labels, version, jobs }), ACTOR);
}

test("a loss above the bound needs its number typed, of exactly what was shown", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], shrinkPercentMax: 100 });
  expect(await deploy(server)).toMatchObject({ status: "live" });
  await edit(cluster, [{ template: "nodes" }]);
  const { findings, counts } = await planTargets(server.id);
  const key = `loss ${counts.lost} of ${counts.before}`;
  expect(findings).toMatchObject([{ key, kind: "loss", percentMax: 20 }]);
  const refusal = { code: "conflict", problems: [{ code: "guard/untyped-targets", parameters: { key } }] };
  await expect(deploy(server)).rejects.toMatchObject(refusal);
  await expect(deploy(server, { acknowledged: [key] })).rejects.toMatchObject(refusal);
  await expect(deploy(server, { typed: { [key]: String(counts.lost + 1) } })).rejects.toMatchObject(refusal);
  await expect(deploy(server, { typed: { "loss 0 of 0": String(counts.lost) } })).rejects.toMatchObject(refusal);
  expect(await deploy(server, { typed: { [key]: String(counts.lost) } })).toMatchObject({ status: "live" });
});

test("a cluster that cannot be reached is foretold as it was known last, and says when that was", {
  timeout: 60_000,
}, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const gone = await startApiServer({ cluster: "alpha", healthyOnly: true });
  const cluster = await fleet.addCluster({ apiServer: gone.url, tls: { kind: "ca", caPem: gone.caPem }, token: gone.token() });
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  const seen = await planTargets(server.id);
  await gone.stop();
  await edit(cluster, [{ template: "nodes" }, { template: "cadvisor" }]);
  const { clusters } = await planTargets(server.id);
  expect(clusters).toMatchObject([{ sight: "snapshot" }]);
  expect(clusters[0]?.takenAt).toBe(seen.clusters[0]?.takenAt);
  expect(clusters[0]?.counts.after).toBeGreaterThan(0);
  expect(clusters[0]?.problems.length).toBeGreaterThan(0);
  await edit(cluster, [{ template: "service-endpoints" }]);
  expect((await planTargets(server.id)).clusters).toMatchObject([{ sight: "unseen", takenAt: null }]);
});

describe.each(LINES)("on Prometheus %s", (line) => {
  test("what is foretold is what is reported, after the first and after a changed deployment", { timeout: 180_000 }, async () => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const jobs = ["apiservers", "nodes", "cadvisor", "pods", "service-endpoints"].map((template) => ({ template }));
    const first = await fleet.addCluster({ jobs: jobs as Cluster["jobs"] });
    const second = await fleet.addCluster({
      name: `beta-${line.replace(".", "-")}`,
      apiServer: beta.url,
      tls: { kind: "ca", caPem: beta.caPem },
      token: beta.token(),
      jobs: [{ template: "nodes", parameters: {} }],
    });
    const server = await fleet.addServer(prometheus, { clusterIds: [first.id, second.id] });

    const plan = await planTargets(server.id);
    expect(plan).toMatchObject({ notForeseen: ["own"], counts: { before: 0, lost: 0, changed: 0, unchanged: 0 } });
    expect(plan.clusters.map(({ sight, change }) => ({ sight, change }))).toEqual([
      { sight: "live", change: "added" },
      { sight: "live", change: "added" },
    ]);
    const added = await listAll(server.id, plan.digest, "added");
    const deployment = await deploy(server, await confirmEverything(server.id));
    expect(summary(deployment)).toMatchObject({ status: "live" });
    const before = await reportedKeys(prometheus);
    expect(keysAfter(added)).toEqual(before);
    expect(before.length).toBe(plan.counts.added);
    expect(await getDeploymentTargets(deployment.id)).toMatchObject({
      foreseen: before.length,
      comparison: { equal: before.length, missingCount: 0, unexpectedCount: 0, differentCount: 0, isSettled: true },
    });

    // Jobs added to both, one removed, one with another interval and one more label.
    await edit(first, [
      { template: "apiservers" },
      { template: "cadvisor" },
      { template: "pods", parameters: { scrape_interval: "45s", labels: ["app"] } },
      { template: "service-endpoints" },
      { template: "services-probe" },
    ]);
    await edit(second, [{ template: "nodes" }, { template: "pods" }, { template: "service-endpoints" }]);
    const next = await planTargets(server.id);
    const changes = {
      added: await listAll(server.id, next.digest, "added"),
      lost: await listAll(server.id, next.digest, "lost"),
      changed: await listAll(server.id, next.digest, "changed"),
      unchanged: await listAll(server.id, next.digest, "unchanged"),
    };
    expect([...new Set(changes.lost.map(({ job, loss }) => `${job} ${loss?.reason}`))]).toEqual([`${first.name}/nodes job-gone`]);
    expect([...new Set(changes.changed.map(({ job }) => job))]).toEqual([`${first.name}/pods`]);
    const again = await deploy(server, await confirmEverything(server.id));
    expect(summary(again)).toMatchObject({ status: "live" });
    const after = await reportedKeys(prometheus);
    expect(keysBefore([...changes.lost, ...changes.changed])).toEqual(before.filter((key) => !after.includes(key)));
    expect(keysAfter([...changes.added, ...changes.changed])).toEqual(after.filter((key) => !before.includes(key)));
    expect(keysAfter(changes.unchanged)).toEqual(after.filter((key) => before.includes(key)));
    expect(again.steps.at(-1)).toMatchObject({
      name: "compare",
      status: "done",
      detail: [{ code: "deployment/targets-as-foreseen" }],
    });
  });
});
