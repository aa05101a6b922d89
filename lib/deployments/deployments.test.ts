import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import { getServer } from "@/lib/servers/get-server";
import { getTargets } from "@/lib/servers/get-targets";
import { listRevisions } from "@/lib/servers/list-revisions";
import { planDeployment } from "./plan-deployment";
import {
  deploy,
  expectSentences,
  leftovers,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  TIMES,
} from "./testing/fleet";

// Real Prometheus processes of both lines decide here; nothing of ours is replaced.
const LINES: PrometheusLine[] = ["3.5", "2.53"];
const GOOD_STEPS = ["render", "validate", "preflight", "stage", "commit", "reload", "verify"].map((name) => `${name} done`);

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

describe.each(LINES)("on Prometheus %s", (line) => {
  test("a deployment is live when Prometheus runs it and finds targets", { timeout: 120_000 }, async () => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    const plan = await planDeployment(server.id);
    expect(plan).toMatchObject({ isUpToDate: false, nextNumber: 1, versionSource: "asked", deployedConfig: "", problems: [] });

    const deployment = await deploy(server);

    expect(summary(deployment)).toEqual({ status: "live", steps: [...GOOD_STEPS, "compare done"], codes: [] });
    expect(readMain(prometheus.directory).startsWith(OWN_CONFIG)).toBe(true);
    expect(await prometheus.scrapePools()).toEqual([`${cluster.name}/nodes`, `${cluster.name}/pods`, "own"]);
    expect(leftovers(prometheus.directory)).toEqual([]);
    const pools = await getTargets(server.id);
    const nodes = pools.find(({ jobName }) => jobName === `${cluster.name}/nodes`);
    expect(nodes).toMatchObject({ cluster: cluster.name });
    expect(nodes?.targets.length).toBeGreaterThan(0);
    expect(pools.find(({ jobName }) => jobName === "own")).toMatchObject({ cluster: null });
    expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: 1, digest: plan.digest } });
    expect(await planDeployment(server.id)).toMatchObject({ isUpToDate: true, nextNumber: 2 });
    expect(JSON.stringify([deployment, pools, await listRevisions(server.id)])).not.toContain(fleet.apiServer.token());
    await prometheus.restart();
  });

  test("a config that Prometheus refuses is taken back, on disk and in memory", { timeout: 120_000 }, async () => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    writeFileSync(join(prometheus.directory, "rules.yml"), "groups: [{ nonsense: true }]\n");
    const before = await prometheus.loadedConfig();
    const cluster = await fleet.addCluster();
    const baseConfig = `rule_files: [rules.yml]\n${OWN_CONFIG}`;
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], baseConfig });

    const deployment = await deploy(server);

    expect(summary(deployment)).toEqual({
      status: "rolled_back",
      steps: [...GOOD_STEPS.slice(0, 5), "reload failed", "verify failed", "undo done"],
      codes: ["deployment/reload-failed", "deployment/reload-unsuccessful"],
    });
    expectSentences(deployment);
    expect(deployment.problems[0]?.prometheus).toMatch(/rules\.yml|applying the new configuration/);
    expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
    expect(await prometheus.loadedConfig()).toBe(before);
    await expect.poll(() => prometheus.scrapePools(), { timeout: 15_000 }).toEqual(["own"]);
    expect(await getServer(server.id)).toMatchObject({ liveRevision: null });
    await prometheus.restart();
  });

  test("a cluster whose token is refused is taken back", { timeout: 120_000 }, async () => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const cluster = await fleet.addCluster({ token: "a-token-that-nobody-knows" });
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    const deployment = await deploy(server, {}, { ...TIMES, verifyMs: 8000 });
    expect(summary(deployment)).toMatchObject({ status: "rolled_back", codes: ["deployment/no-targets"] });
    expectSentences(deployment);
    expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
    expect(await prometheus.scrapePools()).toEqual(["own"]);
  });
});
