import { afterAll, beforeAll, expect, test } from "vitest";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { ACTOR, deploy, readMain, startFleet, summary, type TestFleet, UNWATCHED_TIMES } from "@/lib/deployments/testing/fleet";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { serverEditSchema } from "@/lib/servers/schema";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => await fleet.stop());

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
  const { name, url, transport, baseConfig, clusters, version } = await getServer(server.id);
  const now = { name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds: clusters.map(({ id }) => id) };
  await editServer(server.id, serverEditSchema.parse({ ...now, prometheusVersion: old.version }), ACTOR);
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  await next.halt();
  await old.restart();
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  expect(readMain(directory)).toBe(first);
});
