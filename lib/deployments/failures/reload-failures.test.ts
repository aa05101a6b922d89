import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { listDeploymentRows } from "@/lib/db/deployments";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { settleDeployments } from "@/lib/deployments/running";
import { type DeploymentStatus, isFinal } from "@/lib/deployments/schema";
import { startDeployment } from "@/lib/deployments/start-deployment";
import { type ReloadFault, startFaultProxy } from "@/lib/deployments/testing/fault-proxy";
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
} from "@/lib/deployments/testing/fleet";
import { startProcess } from "@/lib/deployments/testing/start-process";

// What happens between the switch of the files and the proof; one test for each row of the list of failures.
const REFUSED_RULES = "groups: [{ nonsense: true }]\n";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

/** Every word of a deployment's life that was seen until its end. */
async function watchStatus(serverId: string, isOver: () => boolean): Promise<Set<DeploymentStatus>> {
  const seen = new Set<DeploymentStatus>();
  while (!isOver()) {
    const [newest] = await listDeploymentRows(serverId);
    if (newest !== undefined) seen.add(newest.status);
    await sleep(50);
  }
  return seen;
}

/** Brings Prometheus back again and again, as a supervisor does, until it stays. */
async function restartUntilReady(prometheus: RealPrometheus): Promise<void> {
  for (;;) {
    const isUp = await prometheus.restart().then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(300);
  }
}

test.each([
  { fault: "takes the new file at its next start", isTaken: true, status: "live" },
  { fault: "does not start with the new file", isTaken: false, status: "rolled_back" },
])("F-02 a Prometheus that dies between switch and reload, and $fault", { timeout: 60_000 }, async ({ isTaken, status }) => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  writeFileSync(join(prometheus.directory, "rules.yml"), isTaken ? "groups: []\n" : REFUSED_RULES);
  const baseConfig = `rule_files: [rules.yml]\n${OWN_CONFIG}`;
  const server = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id], baseConfig });
  const program = await startProcess(["deploy", server.id, "ada", isTaken ? "20" : "3"], "trace,commit.noted=hang");
  await expect.poll(() => program.events().some(({ action }) => action === "hang"), { timeout: 20_000 }).toBe(true);
  prometheus.signal("SIGKILL");
  await expect.poll(() => prometheus.isRunning()).toBe(false);
  program.signal("SIGCONT");
  const statusNow = async () => (await listDeploymentRows(server.id))[0]?.status;
  await expect.poll(statusNow, { timeout: 20_000 }).toBe("waiting");
  await restartUntilReady(prometheus);
  await program.ended();
  const [deployment] = await listDeploymentRows(server.id);
  expect(deployment?.status).toBe(status);
  expect(readMain(prometheus.directory).startsWith("rule_files")).toBe(isTaken);
  await expect.poll(() => prometheus.scrapePools(), { timeout: 15_000 }).toHaveLength(isTaken ? 3 : 1);
});

test.each(["3.5", "2.53"] as const)(
  "F-05 a reload that Prometheus %s applies in part is taken back in memory, too",
  {
    timeout: 60_000,
  },
  async (line) => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    writeFileSync(join(prometheus.directory, "rules.yml"), REFUSED_RULES);
    const added = "  - job_name: added\n    static_configs: [{ targets: ['localhost:2'] }]\n";
    const baseConfig = `rule_files: [rules.yml]\n${OWN_CONFIG}${added}`;
    const server = await fleet.addServer(prometheus, { baseConfig });
    const before = await prometheus.loadedConfig();
    const deployment = await deploy(server);
    expect(summary(deployment)).toMatchObject({
      status: "rolled_back",
      codes: ["deployment/reload-failed", "deployment/reload-unsuccessful"],
    });
    expectSentences(deployment);
    expect(await prometheus.loadedConfig()).toBe(before);
    await expect.poll(() => prometheus.scrapePools(), { timeout: 15_000 }).toEqual(["own"]);
  },
);

const PROXY_FAULTS: { what: string; fault: ReloadFault; status: string; reloads: number }[] = [
  { what: "504 after the request was delivered", fault: { isDelivered: true, answer: 504 }, status: "live", reloads: 1 },
  { what: "502 and the request never arrives", fault: { isDelivered: false, answer: 502 }, status: "rolled_back", reloads: 2 },
];

test.each(PROXY_FAULTS)(
  "F-06 a proxy in front answers $what: what Prometheus runs decides",
  {
    timeout: 60_000,
  },
  async ({ fault, status, reloads }) => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const proxy = await startFaultProxy(prometheus.url);
    proxy.set(fault);
    const server = await fleet.addServer(prometheus, { url: proxy.url, clusterIds: [(await fleet.addCluster()).id] });
    const { digest } = await planDeployment(server.id);
    // Only what cannot come is waited for in vain.
    const times = status === "live" ? TIMES : { ...TIMES, verifyMs: 4_000 };
    const { id } = await startDeployment({ serverId: server.id, digest, reason: "" }, ACTOR, times);
    let isOver = false;
    const seen = watchStatus(server.id, () => isOver);
    // Taking it back asks again; that request must not hang on the first one's fault.
    await settleDeployments();
    isOver = true;
    const statuses = await seen;
    const deployment = (await listDeploymentRows(server.id)).find((row) => row.id === id);
    const reload = deployment?.steps.find(({ name }) => name === "reload");
    expect(reload?.detail.map(({ code }) => code)).toEqual(["deployment/reload-unknown"]);
    // Where Prometheus has reloaded, the word may be gone before anybody looks.
    if (status === "rolled_back") expect([...statuses]).toContain("unknown");
    expect(deployment?.status).toBe(status);
    expect(proxy.reloads()).toBe(reloads);
    const onDisk = readFileSync(join(prometheus.directory, "prometheus.yml"), "utf8");
    expect(onDisk === OWN_CONFIG).toBe(status === "rolled_back");
    await proxy.stop();
  },
);

test("F-07 a reload that hangs is unknown, is not repeated, and decided when Prometheus goes on", {
  timeout: 60_000,
}, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const proxy = await startFaultProxy(prometheus.url);
  proxy.onReload(() => prometheus.pause());
  // Whatever fails below, the deployment shall end: nothing may wait for it.
  onTestFinished(() => prometheus.signal("SIGCONT"));
  const server = await fleet.addServer(prometheus, { url: proxy.url, clusterIds: [(await fleet.addCluster()).id] });
  const { digest } = await planDeployment(server.id);
  await startDeployment({ serverId: server.id, digest, reason: "" }, ACTOR, TIMES);
  const statusNow = async () => (await listDeploymentRows(server.id))[0]?.status;
  await expect.poll(statusNow, { timeout: 20_000 }).toBe("unknown");
  expect(proxy.reloads()).toBe(1);
  prometheus.signal("SIGCONT");
  await expect.poll(async () => isFinal((await statusNow()) ?? "queued"), { timeout: 40_000 }).toBe(true);
  await settleDeployments();
  expect(await statusNow()).toBe("live");
  expect(proxy.reloads()).toBe(1);
  await proxy.stop();
});
