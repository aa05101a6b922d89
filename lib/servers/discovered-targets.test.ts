import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { getDiscoveredTargets } from "./get-discovered-targets";
import { getScrapeJob } from "./get-scrape-job";
import { getScrapePools } from "./get-scrape-pools";
import { registerServer } from "./register-server";
import { serverInputSchema } from "./schema";

const CONFIG = `global:
  scrape_interval: 30s
scrape_configs:
- job_name: other
- job_name: web/all
  scheme: https
  params:
    module: [a, b]
  relabel_configs:
  - source_labels: [__address__]
    regex: |
      a
        b
    action: drop
  - target_label: x
  static_configs: []
`;

/** What a server answers under /api/v1, by path. */
let answers: Record<string, unknown> = {};
/** Paths that were asked for, with their queries. */
const asked: string[] = [];
const listener = createServer((request, response) => {
  const path = (request.url ?? "").replace("/api/v1", "");
  asked.push(path);
  const data = answers[path.split("?")[0] ?? ""];
  if (data === undefined) response.writeHead(404).end();
  else response.end(JSON.stringify({ status: "success", data }));
});
let temporary: TemporaryDatabase;
let id: string;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  createKeyringFile();
  overrideKeyringForTest(undefined);
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
});
beforeEach(async () => {
  asked.length = 0;
  answers = {
    "/status/buildinfo": { version: "3.5.3" },
    "/scrape_pools": { scrapePools: ["web/all"] },
    "/status/config": { yaml: CONFIG },
  };
  await db().server.deleteMany();
  const { port } = listener.address() as AddressInfo;
  const transport = { kind: "directory", directory: "/prometheus" };
  const input = { name: "main", url: `http://127.0.0.1:${port}`, transport, auth: { kind: "none" } };
  ({ id } = await registerServer(serverInputSchema.parse(input), { id: "ada" }));
});
afterAll(async () => {
  listener.close();
  await temporary.remove();
});

const active = (name: string, pool: string) => ({ discoveredLabels: { __address__: name, job: pool }, scrapePool: pool });

test("the targets of one job are asked for, and no others are", async () => {
  answers["/targets"] = { activeTargets: [active("a", "web/all")], droppedTargets: null };
  await getDiscoveredTargets(id, "web/all");
  expect(asked).toEqual(["/targets?state=any&scrapePool=web%2Fall"]);
});

test("a server that ignores the job is not believed, not for dropped targets that name no job either", async () => {
  answers["/targets"] = {
    activeTargets: [active("a", "web/all"), active("b", "other")],
    droppedTargets: [
      { discoveredLabels: { __address__: "c", job: "web/all" } },
      { discoveredLabels: { __address__: "d", job: "other" } },
      active("e", "web/all"),
    ],
  };
  const { activeTargets } = await getDiscoveredTargets(id, "web/all");
  expect(activeTargets.map(({ discoveredLabels }) => discoveredLabels.__address__)).toEqual(["a", "c", "e"]);
});

test("dropped targets that the server only counts are counted", async () => {
  answers["/targets"] = { activeTargets: [], droppedTargets: [active("a", "web/all")], droppedTargetCounts: { "web/all": 7 } };
  expect((await getDiscoveredTargets(id, "web/all")).missingCount).toBe(6);
});

test("a password in a discovered URL does not leave the server", async () => {
  const discoveredLabels = { __address__: "a", __meta_url: "https://me:canary-password@host/path" };
  answers["/targets"] = { activeTargets: [{ discoveredLabels, scrapePool: "web/all" }], droppedTargets: [] };
  expect(JSON.stringify(await getDiscoveredTargets(id, "web/all"))).not.toContain("canary");
});

test("the jobs of a server come with its version", async () => {
  expect(await getScrapePools(id)).toEqual({ prometheusVersion: "3.5.3", pools: ["web/all"] });
});

test("a server that cannot list its jobs is told by its version", async () => {
  answers["/status/buildinfo"] = { version: "2.37.0" };
  await expect(getScrapePools(id)).rejects.toMatchObject({ problems: [{ code: "server/too-old-for-pools" }] });
});

test("a server that does not answer like a Prometheus is told", async () => {
  answers = {};
  await expect(getDiscoveredTargets(id, "web/all")).rejects.toMatchObject({ problems: [{ code: "server/not-prometheus" }] });
});

test("the rules of a job come as they are written, at the left edge, with what the job gives", async () => {
  const { rulesText, job } = await getScrapeJob(id, "web/all");
  expect(rulesText).toBe("- source_labels: [__address__]\n  regex: |\n    a\n      b\n  action: drop\n- target_label: x\n");
  expect(job).toEqual({
    job_name: "web/all",
    scheme: "https",
    metrics_path: "/metrics",
    scrape_interval: "30s",
    scrape_timeout: "10s",
    params: { module: ["a", "b"] },
  });
});

test("a job without rules has none, a job that is not there is told", async () => {
  expect((await getScrapeJob(id, "other")).rulesText).toBe("");
  await expect(getScrapeJob(id, "gone")).rejects.toMatchObject({ problems: [{ code: "server/job-not-in-config" }] });
});
