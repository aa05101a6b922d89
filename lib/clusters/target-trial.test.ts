import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { POST as countBudget, GET as getBudget } from "@/app/api/v1/clusters/[clusterId]/api-budget/route";
import { POST as tryOut } from "@/app/api/v1/clusters/[clusterId]/target-doctor/trial/route";
import { POST as register } from "@/app/api/v1/clusters/route";
import { POST as registerServer } from "@/app/api/v1/servers/route";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { QUICK_DISCOVERY, type RealPrometheus, startPrometheus } from "@/e2e/support/real-prometheus";
import { type Browser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { apiBudgetSchema } from "@/lib/api-budget/schema";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { buildJobs } from "@/lib/job-templates";
import { renderYaml } from "@/lib/prometheus/render-yaml";
import { NEWEST_KNOWN_VERSION as version } from "@/lib/prometheus/versions";
import { readLastError } from "@/lib/target-doctor/read-last-error";
import { trialReportSchema } from "@/lib/target-doctor/trial-schema";
import { type Cluster, clusterSchema } from "./schema";

// A real Prometheus scrapes cluster beta; what it says of a target stands beside what a fetch finds.

let temporary: TemporaryDatabase;
let browser: Browser;
let beta: ApiServer;
let prometheus: RealPrometheus;
let cluster: Cluster;
const directory = mkdtempSync(join(tmpdir(), "promfleet-trial-"));

const JOBS = [{ template: "pods", parameters: { scrape_interval: "2s", scrape_timeout: "2s" } }, { template: "nodes" }];

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  browser = await signInFirstAdmin();
  beta = await startApiServer({ cluster: "beta" });
  const tls = { kind: "ca", caPem: beta.caPem };
  const body = { name: "beta", apiServer: beta.url, tls, tlsServerName: "kubernetes.default", jobs: JOBS, token: beta.token() };
  cluster = clusterSchema.parse(await (await browser.send(register, "/api/v1/clusters", { method: "POST", body })).json());
  const jobs = buildJobs(cluster, { prometheusVersion: version, selfAddress: "localhost:9" });
  if (!jobs.ok || cluster.caFile === null) throw new Error("no jobs");
  mkdirSync(join(directory, dirname(cluster.tokenFile)), { recursive: true });
  writeFileSync(join(directory, cluster.tokenFile), beta.token());
  writeFileSync(join(directory, cluster.caFile), beta.caPem);
  writeFileSync(join(directory, "prometheus.yml"), renderYaml({ scrape_configs: jobs.value.map(({ config }) => config) }));
  prometheus = await startPrometheus({ line: "3.5", directory, flags: QUICK_DISCOVERY });
  const server = {
    name: "main",
    url: prometheus.url,
    transport: { kind: "directory", directory },
    auth: { kind: "none" },
    baseConfig: "global:\n  scrape_interval: 30s\n",
    clusterIds: [cluster.id],
  };
  expect((await browser.send(registerServer, "/api/v1/servers", { method: "POST", body: server })).status).toBe(201);
}, 60_000);
afterAll(async () => {
  await prometheus.stop();
  await beta.stop();
  await temporary.remove();
  rmSync(directory, { recursive: true, force: true });
});

const params = () => ({ clusterId: cluster.id });

async function trial(name: string, scheme = "http", port = 8000) {
  const scrapeUrl = `${beta.url}/api/v1/namespaces/edge/pods/${scheme}:${name}:${port}/proxy/metrics`;
  const body = { object: { kind: "pod", namespace: "edge", name }, jobName: "beta/pods", scrapeUrl };
  const reply = await browser.send(tryOut, "/api/v1/trial", { method: "POST", params: params(), body });
  return trialReportSchema.parse(await reply.json());
}

test.each<[name: string, scheme: string, port: number, outcome: string, cause: string]>([
  ["bad-needs-token", "http", 8000, "target_unauthorized", "unauthorized"],
  ["bad-https-as-http", "http", 8443, "target_wants_https", "bad_request"],
  ["bad-http-as-https", "https", 8000, "target_wants_http", "unavailable"],
  ["bad-refused", "http", 8000, "target_refused", "unavailable"],
])("%s: Prometheus says that it is down, the fetch says why", async (name, scheme, port, outcome, cause) => {
  const seen = await vi.waitFor(
    async () => {
      const report = await trial(name, scheme, port);
      expect(report.servers[0]?.health).toBe("down");
      return report;
    },
    { timeout: 15_000, interval: 500 },
  );
  expect(seen.fetch?.outcome).toBe(outcome);
  expect(seen.servers).toMatchObject([{ serverName: "main", health: "down" }]);
  expect(readLastError(seen.servers[0]?.lastError ?? "")).toBe(cause);
});

test("the budget is not known before the cluster is discovered, and then agrees with Prometheus", async () => {
  const path = `/api/v1/clusters/${cluster.id}/api-budget`;
  const before = apiBudgetSchema.parse(await (await browser.send(getBudget, path, { params: params() })).json());
  expect(before).toMatchObject({ servers: ["main"], countedAt: null, total: { watches: 2 }, isComplete: { targets: false } });
  const body = { method: "POST", params: params() };
  const after = apiBudgetSchema.parse(await (await browser.send(countBudget, path, body)).json());
  const running = await prometheus.targets();
  for (const { jobName, targets } of after.jobs) {
    expect(targets, jobName).toBe(running.filter(({ scrapePool }) => scrapePool === jobName).length);
  }
  const [nodes, pods] = after.jobs;
  expect([nodes?.jobName, nodes?.intervalMs, pods?.intervalMs]).toEqual(["beta/nodes", 30_000, 2_000]);
  expect(after.total.scrapesPerSecond).toBeCloseTo((nodes?.targets ?? 0) / 30 + (pods?.targets ?? 0) / 2, 6);
  expect(after.problems).toEqual([]);
});
