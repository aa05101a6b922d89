import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { editCluster } from "@/lib/clusters/edit-cluster";
import { getCluster } from "@/lib/clusters/get-cluster";
import { overrideEnvForTest } from "@/lib/env";
import { getServer } from "@/lib/servers/get-server";
import { listRevisions } from "@/lib/servers/list-revisions";
import { planDeployment } from "./plan-deployment";
import { checkByPromtool } from "./promtool";
import { settleDeployments } from "./running";
import { startDeployment } from "./start-deployment";
import {
  ACTOR,
  deploy,
  expectSentences,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  TIMES,
} from "./testing/fleet";

// What surrounds the steps: who may start, what is in the way, what is left behind. A real Prometheus of one line is enough.

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

test("a second click gets the deployment that is under way", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  const { digest } = await planDeployment(server.id);
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
  expect((await planDeployment(server.id)).problems).toMatchObject([{ code: "deployment/unknown-file", severity: "warning" }]);
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
    codes: ["deployment/not-picked-up", "deployment/loaded-differs", "deployment/no-targets"],
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

function mainFile(content: string) {
  return [{ path: "prometheus.yml", content, isSecret: false }];
}

test("promtool is asked when it is of the server's release", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  overrideEnvForTest({ promtool: prometheus.promtool });
  const detail = (await deploy(server)).steps.find(({ name }) => name === "validate")?.detail;
  overrideEnvForTest({ promtool: null });
  expect(detail).toMatchObject([{ code: "deployment/promtool-accepted" }]);
  expect(await checkByPromtool(mainFile("scrape_configs: [{ job_nam: x }]"), { major: 3, minor: 5, patch: 3 })).toEqual({
    kind: "absent",
  });
  overrideEnvForTest({ promtool: prometheus.promtool });
  const refused = await checkByPromtool(mainFile("scrape_configs: [{ job_nam: x }]"), { major: 3, minor: 5, patch: 3 });
  expect(refused).toMatchObject({ kind: "refused", message: expect.stringContaining("job_nam") });
  expect(await checkByPromtool(mainFile(""), { major: 2, minor: 53, patch: 3 })).toMatchObject({ kind: "other_version" });
  overrideEnvForTest({ promtool: null });
});
