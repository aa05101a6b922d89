import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { db } from "@/lib/db/database";
import {
  deploy,
  expectSentences,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  TIMES,
} from "@/lib/deployments/testing/fleet";
import { getPullStatus } from "@/lib/pull/get-pull-status";
import { issuePullToken } from "@/lib/pull/issue-pull-token";
import { createPullHost, type PullHost, type PullRoutes, startPullRoutes } from "@/lib/pull/testing/pull-host";
import type { Server } from "@/lib/servers/schema";

// Whole deployments: the host's own script is the only one that touches the folder.
let fleet: TestFleet;
let routes: PullRoutes;
const hosts: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  fleet = await startFleet();
  routes = await startPullRoutes();
});
afterAll(async () => {
  for (const host of hosts) await host.stop();
  await routes.stop();
  await fleet.stop();
});

/** A Prometheus that Promfleet has no address of, unless `isReachable`. */
async function addFarServer({ isReachable = false, baseConfig = OWN_CONFIG } = {}) {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(
    { ...prometheus, url: isReachable ? prometheus.url : "http://127.0.0.1:9" },
    {
      transport: { kind: "pull", configDirectory: "/etc/prometheus", intervalSeconds: 10, isReachable },
      prometheusVersion: "3.5.0",
      clusterIds: [cluster.id],
      baseConfig,
    },
  );
  return { server, prometheus };
}

/** The script on the host, asking again and again. */
async function startHost(server: Server, prometheus: RealPrometheus): Promise<void> {
  const { token } = await issuePullToken(server.id, { id: "ada" });
  const host: PullHost = createPullHost({
    url: routes.url,
    token,
    directory: prometheus.directory,
    prometheusUrl: prometheus.url,
  });
  await host.run();
  let isStopped = false;
  const loop = (async () => {
    while (!isStopped) {
      await host.run();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  hosts.push({
    stop: async () => {
      isStopped = true;
      await loop;
      host.remove();
    },
  });
}

const loadedJobs = async (prometheus: RealPrometheus) => (await prometheus.loadedConfig()).match(/^- job_name: .*$/gm)?.length;

test.each([
  ["as its host reports", false],
  ["as it says itself", true],
])("a deployment to a fetching host is live %s", { timeout: 90_000 }, async (_how, isReachable) => {
  const { server, prometheus } = await addFarServer({ isReachable });
  await startHost(server, prometheus);

  const deployment = await deploy(server);

  expect(summary(deployment)).toMatchObject({ status: "live", codes: [] });
  expect(deployment.steps.find(({ name }) => name === "reload")?.status).toBe("skipped");
  const facts = deployment.steps.find(({ name }) => name === "verify")?.detail.map(({ code }) => code);
  expect(facts?.includes("pull/reported")).toBe(!isReachable);
  expect(await loadedJobs(prometheus)).toBe(3);
  expect(await getPullStatus(server.id)).toMatchObject({ progress: "done", isSilent: false, wantedRevision: 1, hasToken: true });
});

test("what Prometheus refuses there is undone there, and the deployment says why", { timeout: 90_000 }, async () => {
  const { server, prometheus } = await addFarServer({ baseConfig: `rule_files: [rules.yml]\n${OWN_CONFIG}` });
  writeFileSync(join(prometheus.directory, "rules.yml"), "groups: [{ nonsense: true }]\n");
  await startHost(server, prometheus);

  const deployment = await deploy(server, { overwrite: true });

  expect(summary(deployment)).toMatchObject({ status: "rolled_back", codes: ["pull/refused-prometheus"] });
  expectSentences(deployment);
  expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
  expect(await loadedJobs(prometheus)).toBe(1);
});

test("a host that has never reported, and one that is silent, are named before anything is asked for", async () => {
  const { server } = await addFarServer();
  const never = await deploy(server);
  expect(summary(never)).toMatchObject({ status: "rejected", codes: ["pull/never-reported"] });
  expectSentences(never);

  const report = { script: 1, host: "far", tag: null, main: "0".repeat(64), outcome: "none", ready: true, reloadOk: true };
  const facts = { reloadedAt: 1, jobs: 1, failedDiscovery: 0 };
  const reportedAt = new Date(Date.now() - 120_000);
  await db().pullState.create({ data: { serverId: server.id, reportedAt, report: { ...report, ...facts } } });
  const silent = await deploy(server);
  expect(summary(silent)).toMatchObject({ status: "rejected", codes: ["pull/silent"] });
  expectSentences(silent);
  expect(await getPullStatus(server.id)).toMatchObject({ isSilent: true, progress: "nothing_wanted" });

  // Somebody's own file, of which only the sum is known, is not overwritten without a word.
  await db().pullState.update({ where: { serverId: server.id }, data: { reportedAt: new Date() } });
  const unknown = await deploy(server, {}, { ...TIMES, verifyMs: 1_000 });
  expect(summary(unknown)).toMatchObject({ status: "rejected", codes: ["pull/unknown-file"] });
  expectSentences(unknown);
});
