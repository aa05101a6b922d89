import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { findPrometheusBin } from "@/e2e/support/parts.mjs";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { metrics } from "./registry";
import { renderMetrics } from "./render-metrics";

// docs/monitoring is what people import: it must fit the metrics that are there, and Prometheus must take it.
const FOLDER = join(process.cwd(), "docs/monitoring");
const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");

const dashboard = z
  .looseObject({
    schemaVersion: z.number(),
    panels: z.array(
      z.looseObject({
        id: z.number(),
        title: z.string(),
        datasource: z.object({ uid: z.literal(`\${datasource}`) }).loose(),
        targets: z.array(z.looseObject({ expr: z.string() })).min(1),
      }),
    ),
    templating: z.object({ list: z.array(z.looseObject({ name: z.string() })) }),
  })
  .parse(JSON.parse(read("dashboard.json")));
const alerts = [...read("alerts.yml").matchAll(/- alert: (.+)\n\s+expr: (.+)$/gm)].map(([, alert = "", expr = ""]) => {
  return { alert, expr };
});

const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `panel ${title}`, expr }))),
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
];

let temporary: TemporaryDatabase;
let promtool: string;
let folder: string;
beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  promtool = join(findPrometheusBin("3.5") ?? "", "promtool");
  folder = mkdtempSync(join(tmpdir(), "promfleet-rules-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await temporary.remove();
});

const run = (...args: string[]) => execFileSync(promtool, args, { encoding: "utf8", cwd: FOLDER, stdio: "pipe" });

test("promtool accepts the alert rules, and they fire when they should and not otherwise", () => {
  expect(run("check", "rules", "alerts.yml")).toContain(`SUCCESS: ${alerts.length} rules found`);
  expect(run("test", "rules", "alerts-test.yml")).toContain("SUCCESS");
  const tested = read("alerts-test.yml");
  const untested = alerts.filter(({ alert }) => !tested.includes(alert));
  // Its metric is not ours.
  expect(untested.map(({ alert }) => alert)).toEqual(["PromfleetEventLoopLag"]);
});

test("every query of the dashboard is one that Prometheus understands", () => {
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll("$job", ".+")));
  const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
  writeFileSync(join(folder, "queries.yml"), JSON.stringify({ groups: [{ name: "queries", rules }] }));
  expect(run("check", "rules", join(folder, "queries.yml"))).toContain(`SUCCESS: ${rules.length} rules found`);
});

/** Names and labels of everything that /metrics can tell. */
function knownMetrics(): Map<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlySet<string>>();
  for (const { name, type } of metrics().registry.getMetricsAsArray()) {
    const { labelNames = [] } = metrics().registry.getSingleMetric(name) as unknown as { labelNames?: string[] };
    for (const suffix of type.toString() === "histogram" ? ["_bucket", "_sum", "_count"] : [""]) {
      known.set(`${name}${suffix}`, new Set([...labelNames, "le", "job", "instance"]));
    }
  }
  return known;
}

test.each(expressions)("$where asks for metrics and labels that are there", ({ expr }) => {
  const known = knownMetrics();
  const names = expr.match(/\b(?:promfleet|nodejs|process)_[a-z0-9_]+/g) ?? [];
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  const labels = new Set(names.flatMap((name) => [...(known.get(name) ?? [])]));
  const lists = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(","));
  const matched = [...expr.matchAll(/([a-z_]+)(?:=~|!=|!~|=)"/g)].map(([, label = ""]) => label);
  const used = [...lists, ...matched].map((label) => label.trim());
  expect(used.filter((label) => !labels.has(label))).toEqual([]);
});

test("panels do not lie on each other's number, and the variables that they use are there", () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(dashboard.templating.list.map(({ name }) => name)).toEqual(["datasource", "job"]);
});

test("what the database knows of servers, clusters and rollouts is told, and forgotten with them", async () => {
  const at = new Date(1_790_000_000_000);
  const server = await db().server.create({
    data: { name: "main", url: "http://p:9090", transport: {}, baseConfigMasked: "", pull: { create: { reportedAt: at } } },
  });
  const cluster = await db().cluster.create({ data: { name: "alpha", apiServer: "https://a", labels: {}, jobs: [] } });
  const sealed = new Uint8Array([1]);
  const secret = { ownerKind: "cluster", ownerId: cluster.id, field: "token", sealed };
  await db().secret.create({ data: { ...secret, version: 1, expiresAt: new Date(1_700_000_000_000) } });
  await db().secret.create({ data: { ...secret, version: 2, expiresAt: at } });
  const revision = await db().revision.create({
    data: { serverId: server.id, number: 1, digest: "d", configMasked: "", contents: {}, author: "", reason: "" },
  });
  const deployment = { serverId: server.id, revisionId: revision.id, author: "", reason: "", problems: [] };
  await db().deployment.create({ data: { ...deployment, status: "live", finishedAt: at, createdAt: at } });
  await db().deployment.create({ data: { ...deployment, status: "needs_hands", finishedAt: new Date() } });
  await db().rollout.create({ data: { author: "", reason: "", strategy: {}, status: "running", problems: [] } });

  const { text } = await renderMetrics();

  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      'promfleet_config_last_deploy_success_timestamp_seconds{server="main"} 1790000000',
      'promfleet_server_newest_deployment{server="main",status="needs_hands"} 1',
      'promfleet_cluster_credential_expiry_timestamp_seconds{cluster="alpha"} 1790000000',
      'promfleet_pull_last_report_timestamp_seconds{server="main"} 1790000000',
      'promfleet_rollouts{status="running"} 1',
      'promfleet_deployments_total{result="rolled_back"} 0',
      "promfleet_insecure_clusters 1",
    ]),
  );
  await db().server.delete({ where: { id: server.id } });
  expect((await renderMetrics()).text).not.toContain('server="main"');
});
