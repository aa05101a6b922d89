import { afterAll, beforeAll, expect, test } from "vitest";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import { getDeployment } from "@/lib/deployments/get-deployment";
import { confirmEverything } from "@/lib/deployments/guards/confirm-everything";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { settleDeployments } from "@/lib/deployments/running";
import { startDeployment } from "@/lib/deployments/start-deployment";
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

const LINES: PrometheusLine[] = ["3.5", "2.53"];

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => await fleet.stop());

test.each(LINES)(
  "F-01 Prometheus %s is down at preflight: nothing is written, other servers go on",
  { timeout: 60_000 },
  async (line) => {
    const [down, up] = [await fleet.run(line, fleet.makeFolder()), await fleet.run(line, fleet.makeFolder())];
    const cluster = await fleet.addCluster();
    const options = { clusterIds: [cluster.id], prometheusVersion: down.version };
    const [one, other] = [await fleet.addServer(down, options), await fleet.addServer(up, options)];
    await down.halt();
    const deployments = await Promise.all([deploy(one, {}, UNWATCHED_TIMES), deploy(other, {}, UNWATCHED_TIMES)]);
    expect(deployments.map(summary)).toMatchObject([
      { status: "rejected", codes: ["server/refused"] },
      { status: "live", codes: [] },
    ]);
    expect(deployments[0]).toBeDefined();
    for (const deployment of deployments) expectSentences(deployment);
    expect(readMain(down.directory)).toBe(OWN_CONFIG);
    await down.restart();
    expect(summary(await deploy(one, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live" });
  },
);

test.each(LINES)(
  "F-03 Prometheus %s takes no reload over HTTP: refused, with what to start it with",
  { timeout: 60_000 },
  async (line) => {
    const prometheus = await fleet.run(line, fleet.makeFolder(), { hasLifecycle: false });
    const before = await prometheus.loadedConfig();
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    const deployment = await deploy(server, {}, UNWATCHED_TIMES);
    expect(summary(deployment)).toMatchObject({ status: "rejected", codes: ["server/lifecycle-off"] });
    expectSentences(deployment);
    expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
    expect(await prometheus.loadedConfig()).toBe(before);
  },
);

test("F-03 write only: it is live when somebody has reloaded Prometheus, not before", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("2.53", fleet.makeFolder(), { hasLifecycle: false });
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  const { digest } = await planDeployment(server.id);
  const confirmed = await confirmEverything(server.id);
  const input = { serverId: server.id, digest, reason: "", writeOnly: true, ...confirmed };
  const { id } = await startDeployment(input, ACTOR, UNWATCHED_TIMES);
  await expect.poll(async () => (await getDeployment(id)).status, { timeout: 20_000 }).toBe("verifying");
  expect(readMain(prometheus.directory)).toContain(`${cluster.name}/nodes`);
  expect(await prometheus.loadedConfig()).not.toContain(cluster.name);
  prometheus.signal("SIGHUP");
  await settleDeployments();
  const deployment = await getDeployment(id);
  expect(summary(deployment)).toMatchObject({ status: "live", codes: [] });
  expect(deployment.steps.find(({ name }) => name === "reload")).toMatchObject({
    status: "skipped",
    detail: [{ code: "deployment/reload-by-hand" }],
  });
});

test("F-03 write only: what nobody loads in time is taken back", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("2.53", fleet.makeFolder(), { hasLifecycle: false });
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  const deployment = await deploy(server, { writeOnly: true }, { ...UNWATCHED_TIMES, byHandMs: 1000 });
  expect(summary(deployment)).toMatchObject({ status: "rolled_back", codes: ["deployment/not-reloaded"] });
  expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
});

test("F-03 Prometheus 3.5 that watches its files needs no reload over HTTP", { timeout: 60_000 }, async () => {
  const flags = [
    "--enable-feature=auto-reload-config",
    "--config.auto-reload-interval=1s",
    "--scrape.discovery-reload-interval=100ms",
  ];
  const prometheus = await fleet.run("3.5", fleet.makeFolder(), { hasLifecycle: false, flags });
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  const deployment = await deploy(server, {}, UNWATCHED_TIMES);
  expect(summary(deployment)).toMatchObject({ status: "live", codes: [] });
  expect(deployment.steps.find(({ name }) => name === "reload")).toMatchObject({
    status: "skipped",
    detail: [{ code: "deployment/auto-reload" }],
  });
});
