import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import {
  ACTOR,
  deploy,
  expectSentences,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  UNWATCHED_TIMES,
} from "@/lib/deployments/testing/fleet";
import { overrideEnvForTest } from "@/lib/env";
import { findPromtools } from "@/lib/prometheus/testing/promtool";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { type Server, type ServerInput, serverEditSchema } from "@/lib/servers/schema";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => await fleet.stop());

async function edit({ id }: Server, changes: Partial<ServerInput>): Promise<void> {
  const { name, url, transport, baseConfig, clusters, version } = await getServer(id);
  const now = { name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds: clusters.map((one) => one.id) };
  await editServer(id, serverEditSchema.parse({ ...now, ...changes }), ACTOR);
}

test("F-37 Prometheus goes from 2.53 to 3.5 and back: each deployment is for the release that is there", {
  timeout: 90_000,
}, async () => {
  const directory = fleet.makeFolder();
  const old = await fleet.run("2.53", directory);
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(old, { clusterIds: [cluster.id], fileLayout: "per_cluster" });
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  const first = readMain(directory);
  expect((await planDeployment(server.id)).prometheusVersion).toMatch(/^2\.53/);

  await old.halt();
  const next = await fleet.run("3.5", directory, { port: old.port });
  const plan = await planDeployment(server.id);
  expect(plan.prometheusVersion).toMatch(/^3\.5/);
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });

  // What is written for 3.5 holds fields that 2.53 does not start with: whoever goes back says so first.
  await edit(server, { prometheusVersion: old.version });
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  await next.halt();
  await old.restart();
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  expect(readMain(directory)).toBe(first);
});

/** Debian 12's own build, which has no Kubernetes discovery; not on every machine. */
const OLD_PROMTOOL = findPromtools().find(({ version: { major, minor } }) => major === 2 && minor === 42)?.program;

test.skipIf(OLD_PROMTOOL === undefined)(
  "F-37 from 3.5 to a 2.42 without Kubernetes discovery and back (skipped where Prometheus 2.42 is not in .cache/parts)",
  { timeout: 120_000 },
  async () => {
    const directory = fleet.makeFolder();
    const cluster = await fleet.addCluster();
    const newest = await fleet.run("3.5", directory);
    const server = await fleet.addServer(newest, { fileLayout: "per_cluster" });
    expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });

    await newest.halt();
    const old = await fleet.run({ bin: dirname(OLD_PROMTOOL ?? "") }, directory, { port: newest.port });
    expect((await planDeployment(server.id)).prometheusVersion).toMatch(/^2\.42/);
    await edit(server, { baseConfig: OWN_CONFIG.replace("5s", "6s") });
    expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });

    const before = readMain(directory);
    await edit(server, { clusterIds: [cluster.id] });
    const refused = await deploy(server, {}, UNWATCHED_TIMES);
    // 2.42 knows no scrape_config_files, so that what it refuses is the discovery alone.
    expect(summary(refused)).toMatchObject({ status: "rolled_back" });
    expect(refused.problems[0]).toMatchObject({ code: "deployment/no-kubernetes-discovery" });
    expectSentences(refused);
    expect(readMain(directory)).toBe(before);
    overrideEnvForTest({ promtool: OLD_PROMTOOL ?? null, searchPath: "" });
    const checked = await deploy(server, {}, UNWATCHED_TIMES);
    overrideEnvForTest({ promtool: null, searchPath: "" });
    expect(summary(checked)).toMatchObject({ status: "rejected", codes: ["deployment/no-kubernetes-discovery"] });

    await old.halt();
    await newest.restart();
    expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
    expect(readMain(directory)).toContain("scrape_config_files:");
  },
);
