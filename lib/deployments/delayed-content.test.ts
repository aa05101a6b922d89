import { afterAll, beforeAll, expect, test } from "vitest";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { serverEditSchema } from "@/lib/servers/schema";
import { ACTOR, deploy, OWN_CONFIG, startFleet, summary, type TestFleet, UNWATCHED_TIMES } from "./testing/fleet";
import { startKubernetesPlace } from "./testing/kubernetes-place";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

const labelled = (zone: string) => OWN_CONFIG.replace("global:\n", `global:\n  external_labels:\n    zone: ${zone}\n`);

test("F-08 what a kubelet has not brought yet is not live, although the old configuration holds every job of the new one", async () => {
  const place = await startKubernetesPlace(fleet);
  const cluster = await fleet.addCluster();
  const { transport, token: transportSecret, prometheus } = place;
  const input = { clusterIds: [cluster.id], transport, transportSecret };
  const server = await fleet.addServer(prometheus, { ...input, baseConfig: labelled("one") });
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live" });
  const { version, name } = await getServer(server.id);
  const edit = { name, url: prometheus.url, auth: { kind: "none" }, ...input, baseConfig: labelled("two"), version };
  await editServer(server.id, serverEditSchema.parse(edit), ACTOR);
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live" });
  expect(await prometheus.loadedConfig()).toContain("zone: two");
  place.stop();
});
