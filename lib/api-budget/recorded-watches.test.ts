import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import { QUICK_DISCOVERY, startPrometheus } from "@/e2e/support/real-prometheus";
import { buildJobs } from "@/lib/job-templates";
import { JOB_TEMPLATE_IDS, type JobTemplateId } from "@/lib/job-templates/schema";
import { renderYaml } from "@/lib/prometheus/render-yaml";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";
import { countWatches } from "./count-watches";

// A real Prometheus runs each template, and all together, against an API server that writes down every request: as many
// watches are opened as were counted, of the same resources.

const LINES: readonly PrometheusLine[] = ["3.5", "2.53"];
const SELECTIONS: readonly (readonly JobTemplateId[])[] = [
  ...JOB_TEMPLATE_IDS.map((id) => [id]),
  ["pods", "service-endpoints", "services-probe"],
  JOB_TEMPLATE_IDS,
];

type Opened = { readonly watched: string[]; readonly counted: string[] };
const opened = new Map<PrometheusLine, Opened[]>();
const folders: string[] = [];

beforeAll(async () => {
  await Promise.all(LINES.map(async (line) => opened.set(line, await recordWatches(line))));
}, 120_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function recordWatches(line: PrometheusLine): Promise<Opened[]> {
  const directory = mkdtempSync(join(tmpdir(), "promfleet-watches-"));
  folders.push(directory);
  const servers = await Promise.all(SELECTIONS.map(() => startApiServer({ cluster: "alpha", healthyOnly: true })));
  const configs = SELECTIONS.map((templates, index) => configsOf(line, directory, templates, servers[index], index));
  writeFileSync(join(directory, "prometheus.yml"), renderYaml({ scrape_configs: configs.flat() }));
  const prometheus = await startPrometheus({ line, directory, flags: QUICK_DISCOVERY });
  const version = versionOf(line);
  try {
    const counted = configs.map((own) => countWatches(own, version).flatMap(({ resources }) => resources));
    const hasEnough = () => servers.every((server, index) => watchesOf(server).length >= (counted[index]?.length ?? 0));
    await vi.waitFor(() => expect(hasEnough()).toBe(true), { timeout: 60_000, interval: 200 });
    // Too many would come together with those that are enough.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return servers.map((server, index) => ({ watched: watchesOf(server), counted: [...(counted[index] ?? [])].sort() }));
  } finally {
    await prometheus.stop();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function versionOf(line: PrometheusLine) {
  const version = parsePrometheusVersion(line);
  if (version === null) throw new Error(line);
  return version;
}

function configsOf(
  line: PrometheusLine,
  directory: string,
  templates: readonly JobTemplateId[],
  server: ApiServer | undefined,
  index: number,
): readonly ScrapeConfig[] {
  if (server === undefined) throw new Error("no server");
  const name = `c${index}`;
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, "token"), server.token());
  writeFileSync(join(directory, name, "ca.crt"), server.caPem);
  const files = { tokenFile: `${name}/token`, caFile: `${name}/ca.crt` };
  const cluster = { name, apiServer: server.url, tlsServerName: "kubernetes.default", labels: {}, ...files };
  const jobs = templates.map((template) => ({ template, parameters: {} }));
  const built = buildJobs({ ...cluster, jobs }, { prometheusVersion: versionOf(line), selfAddress: "localhost:9" });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value.map(({ config }) => config);
}

/** Resources of all watches that were opened. */
function watchesOf(server: ApiServer): string[] {
  return server.requests
    .filter(({ query }) => /[?&]watch=(?:true|1)/.test(query))
    .map(({ path }) => path.split("/").at(-1) ?? "")
    .sort();
}

test.each(LINES.flatMap((line) => SELECTIONS.map((templates, index) => [line, templates.join(" + "), index] as const)))(
  "Prometheus %s with %s opens the watches that were counted",
  (line, _templates, index) => {
    const { watched, counted } = opened.get(line)?.[index] ?? { watched: ["not recorded"], counted: [] };
    expect(watched).toEqual(counted);
  },
);

test("all templates together share what is equal", () => {
  const [all] = [...opened.values()].map((lines) => lines.at(-1)?.counted.length ?? 0);
  const alone = opened.get("3.5")?.slice(0, JOB_TEMPLATE_IDS.length) ?? [];
  expect(all).toBeLessThan(alone.reduce((sum, { counted }) => sum + counted.length, 0));
});
