import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import { editCluster } from "@/lib/clusters/edit-cluster";
import { getCluster } from "@/lib/clusters/get-cluster";
import { overrideEnvForTest } from "@/lib/env";
import { problemText } from "@/lib/i18n/problem-text";
import { getServer } from "@/lib/servers/get-server";
import { getTargets } from "@/lib/servers/get-targets";
import { listRevisions } from "@/lib/servers/list-revisions";
import { planServer } from "@/lib/servers/plan-server";
import { checkByPromtool } from "./promtool";
import { settleDeployments } from "./running";
import type { Deployment } from "./schema";
import { startDeployment } from "./start-deployment";
import { ACTOR, deploy, leftovers, OWN_CONFIG, readMain, startFleet, summary, type TestFleet, TIMES } from "./testing/fleet";
import { CAN_MOUNT, makeReadOnly, mountSmallDisk, releaseDisks } from "./testing/small-disk";

// Real Prometheus processes of both lines decide here; nothing of ours is replaced.
const LINES: PrometheusLine[] = ["3.5", "2.53"];
const GOOD_STEPS = ["render", "validate", "preflight", "stage", "commit", "reload", "verify"].map((name) => `${name} done`);

const DISKS = [
  {
    disk: "full",
    needsMount: true,
    codes: ["deployment/no-space"],
    spoil: (directory: string) => writeFileSync(join(directory, "ballast"), Buffer.alloc(56 * 1024)),
  },
  {
    disk: "read-only",
    needsMount: false,
    codes: ["deployment/read-only", "deployment/not-permitted", "deployment/no-permission"],
    spoil: makeReadOnly,
  },
];

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  releaseDisks();
  await fleet.stop();
});

/** What a user reads, in both languages: never a bare code. */
function expectSentences({ problems }: Deployment) {
  for (const problem of problems) {
    for (const locale of ["en", "zh-CN"] as const) expect(problemText(locale, problem)).not.toBe(problem.code);
  }
}

describe.each(LINES)("on Prometheus %s", (line) => {
  test("a deployment is live when Prometheus runs it and finds targets", { timeout: 120_000 }, async () => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    const plan = await planServer(server.id);
    expect(plan).toMatchObject({ isUpToDate: false, nextNumber: 1, versionSource: "asked", deployedConfig: "", problems: [] });

    const deployment = await deploy(server);

    expect(summary(deployment)).toEqual({ status: "live", steps: GOOD_STEPS, codes: [] });
    expect(readMain(prometheus.directory).startsWith(OWN_CONFIG)).toBe(true);
    expect(await prometheus.scrapePools()).toEqual([`${cluster.name}/nodes`, `${cluster.name}/pods`, "own"]);
    expect(leftovers(prometheus.directory)).toEqual([]);
    const pools = await getTargets(server.id);
    const nodes = pools.find(({ jobName }) => jobName === `${cluster.name}/nodes`);
    expect(nodes).toMatchObject({ cluster: cluster.name });
    expect(nodes?.targets.length).toBeGreaterThan(0);
    expect(pools.find(({ jobName }) => jobName === "own")).toMatchObject({ cluster: null });
    expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: 1, digest: plan.digest } });
    expect(await planServer(server.id)).toMatchObject({ isUpToDate: true, nextNumber: 2 });
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

  test("a Prometheus that is down is not written to", { timeout: 60_000 }, async () => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], prometheusVersion: prometheus.version });
    await prometheus.halt();
    const deployment = await deploy(server);
    expect(summary(deployment)).toMatchObject({ status: "rejected", codes: ["server/refused"] });
    expectSentences(deployment);
    expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
    await prometheus.restart();
  });

  test("a Prometheus without lifecycle API is not written to", { timeout: 60_000 }, async () => {
    const prometheus = await fleet.run(line, fleet.makeFolder(), { hasLifecycle: false });
    const before = await prometheus.loadedConfig();
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    const deployment = await deploy(server);
    expect(summary(deployment)).toMatchObject({ status: "rejected", codes: ["server/lifecycle-off"] });
    expectSentences(deployment);
    expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
    expect(await prometheus.loadedConfig()).toBe(before);
  });

  test.each(DISKS.filter(({ needsMount }) => CAN_MOUNT || !needsMount))(
    "nothing changes on a disk that is $disk",
    { timeout: 60_000 },
    async ({ codes, spoil }) => {
      const parent = fleet.makeFolder();
      const directory = CAN_MOUNT ? mountSmallDisk(parent) : parent;
      writeFileSync(join(directory, "prometheus.yml"), OWN_CONFIG);
      const prometheus = await fleet.run(line, directory);
      const before = await prometheus.loadedConfig();
      const cluster = await fleet.addCluster();
      const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
      spoil(directory);
      const deployment = await deploy(server);
      expect(deployment.status).toBe("rejected");
      expect(codes).toContain(deployment.problems[0]?.code);
      expectSentences(deployment);
      expect(readMain(directory)).toBe(OWN_CONFIG);
      expect(leftovers(directory)).toEqual([]);
      expect(await prometheus.loadedConfig()).toBe(before);
      await prometheus.restart();
    },
  );
});

describe("around a deployment", () => {
  test("a second click gets the deployment that is under way", { timeout: 60_000 }, async () => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    const { digest } = await planServer(server.id);
    const clicks = Array.from({ length: 5 }, () => startDeployment({ serverId: server.id, digest, reason: "" }, ACTOR, TIMES));
    const ids = new Set((await Promise.all(clicks)).map(({ id }) => id));
    await settleDeployments();
    expect(ids.size).toBe(1);
    expect((await listRevisions(server.id)).map(({ number }) => number)).toEqual([1]);
  });

  test("another digest than the one that was shown is refused", { timeout: 60_000 }, async () => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const server = await fleet.addServer(prometheus);
    const start = startDeployment({ serverId: server.id, digest: "0".repeat(64), reason: "" }, ACTOR, TIMES);
    await expect(start).rejects.toMatchObject({ code: "conflict", problems: [{ code: "deployment/digest-changed" }] });
  });

  test("jobs that only the disk knows are not lost without being asked", { timeout: 120_000 }, async () => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], baseConfig: "" });
    expect((await planServer(server.id)).problems).toMatchObject([{ code: "deployment/unknown-file", severity: "warning" }]);
    const refused = await deploy(server);
    expect(summary(refused)).toMatchObject({ status: "rejected", codes: ["deployment/unknown-file"] });
    expectSentences(refused);
    expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
    expect(summary(await deploy(server, { overwrite: true }))).toMatchObject({ status: "live" });
    writeFileSync(
      join(prometheus.directory, "prometheus.yml"),
      `${readMain(prometheus.directory)}\n# by hand\nalerting: { alertmanagers: [{ scheme: https }] }\n`,
    );
    expect(summary(await deploy(server))).toMatchObject({ status: "rejected", codes: ["deployment/drift"] });
  });

  test("a folder that Prometheus does not read is found out", { timeout: 60_000 }, async () => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const elsewhere = fleet.makeFolder();
    const cluster = await fleet.addCluster();
    const transport = { kind: "directory", directory: elsewhere } as const;
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], transport });
    const deployment = await deploy(server, {}, { ...TIMES, verifyMs: 3000 });
    expect(summary(deployment)).toMatchObject({
      status: "rolled_back",
      codes: ["deployment/loaded-differs", "deployment/no-targets"],
    });
    expectSentences(deployment);
    expect(readMain(elsewhere)).toBe(OWN_CONFIG);
  });

  test("a new token is a new file; the old one stays for the way back and goes one revision later", {
    timeout: 120_000,
  }, async () => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    const tokens = () => {
      const folder = join(prometheus.directory, "promfleet/credentials", cluster.name);
      return readdirSync(folder).filter((name) => name.startsWith("token-"));
    };
    expect(summary(await deploy(server))).toMatchObject({ status: "live" });
    const [first] = tokens();
    const { jobs } = await getCluster(cluster.id);
    for (const [revision, tokensLeft] of [
      [2, 2],
      [3, 2],
    ] as const) {
      const token = fleet.apiServer.rotateToken();
      const { id, credential, tokenFile, caFile, servers, createdAt, updatedAt, ...fields } = await getCluster(cluster.id);
      await editCluster(cluster.id, { ...fields, jobs, token }, ACTOR);
      expect(summary(await deploy(server))).toMatchObject({ status: "live" });
      expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: revision } });
      expect(tokens()).toHaveLength(tokensLeft);
    }
    expect(tokens()).not.toContain(first);
  });

  test("promtool is asked when it is of the server's release", { timeout: 60_000 }, async () => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    overrideEnvForTest({ promtool: prometheus.promtool });
    const detail = (await deploy(server)).steps.find(({ name }) => name === "validate")?.detail;
    overrideEnvForTest({ promtool: null });
    expect(detail).toMatchObject([{ code: "deployment/promtool-accepted" }]);
    expect(await checkByPromtool("scrape_configs: [{ job_nam: x }]", { major: 3, minor: 5, patch: 3 })).toEqual({
      kind: "absent",
    });
    overrideEnvForTest({ promtool: prometheus.promtool });
    const refused = await checkByPromtool("scrape_configs: [{ job_nam: x }]", { major: 3, minor: 5, patch: 3 });
    expect(refused).toMatchObject({ kind: "refused", message: expect.stringContaining("job_nam") });
    expect(await checkByPromtool("", { major: 2, minor: 53, patch: 3 })).toMatchObject({ kind: "other_version" });
    overrideEnvForTest({ promtool: null });
  });
});
