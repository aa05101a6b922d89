import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { type Kubelets, startKubelets } from "@/e2e/support/kubelets";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import { QUICK_DISCOVERY, startPrometheus } from "@/e2e/support/real-prometheus";
import { buildJobs } from "@/lib/job-templates";
import { JOB_TEMPLATE_IDS, type JobTemplateId } from "@/lib/job-templates/schema";
import { renderYaml } from "@/lib/prometheus/render-yaml";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";
import { needsOfJobs } from "./job-needs";
import { renderManifest } from "./render-manifest";
import { accessAccountSchema } from "./schema";
import { DEFAULT_RULES, isAllowed, type RbacRequest, singleRights } from "./testing/rbac-evaluator";
import { grantsOfManifest } from "./testing/read-manifest";
import { requestAttributes } from "./testing/request-attributes";

// A real Prometheus runs the chosen jobs with an account that has the generated manifest and nothing else. The API server
// writes down every request. Then each request must be allowed, and each single right of the manifest must have been used.

const LINES: readonly PrometheusLine[] = ["3.5", "2.53"];

/** Jobs that never pass the cluster need no account. */
const SCRAPING = JOB_TEMPLATE_IDS.filter((id) => needsOf([id]).some(({ needs }) => needs.length > 0));
const SELECTIONS: readonly (readonly JobTemplateId[])[] = [
  ...SCRAPING.map((id) => [id]),
  ["pods", "services-probe", "apiservers"],
  ["nodes", "service-endpoints", "federation"],
  JOB_TEMPLATE_IDS,
];

const account = accessAccountSchema.parse({});
const manifests = SELECTIONS.map((templates) => renderManifest(account, needsOf(templates)));

function choices(templates: readonly JobTemplateId[]) {
  return templates.map((template) => {
    const timing = { scrape_interval: "2s", scrape_timeout: "2s" };
    return { template, parameters: template.endsWith("-direct") ? { ...timing, certificate: "skip" } : timing };
  });
}

function needsOf(templates: readonly JobTemplateId[]) {
  return needsOfJobs({ name: "alpha", apiServer: "https://10.0.0.1:6443", jobs: choices(templates) });
}

/** What was asked of the cluster of each selection, by line of Prometheus. */
const recorded = new Map<PrometheusLine, RbacRequest[][]>();
const folders: string[] = [];

beforeAll(async () => {
  const kubelets = await startKubelets();
  try {
    await Promise.all(LINES.map(async (line) => recorded.set(line, await recordRequests(line, kubelets))));
  } finally {
    await kubelets.stop();
  }
}, 120_000);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** One Prometheus, one cluster per selection; it ends when every target of every job has been scraped well. */
async function recordRequests(line: PrometheusLine, kubelets: Kubelets): Promise<RbacRequest[][]> {
  const directory = mkdtempSync(join(tmpdir(), "promfleet-recorded-"));
  folders.push(directory);
  const servers = await Promise.all(manifests.map(startCluster));
  const configs = SELECTIONS.flatMap((templates, index) => configsOf(line, directory, templates, servers[index], index));
  writeFileSync(join(directory, "prometheus.yml"), renderYaml({ scrape_configs: configs }));
  const prometheus = await startPrometheus({ line, directory, flags: QUICK_DISCOVERY });
  try {
    const expected = configs.map(({ job_name }) => job_name).sort();
    const unsettled = async () => {
      const targets = await prometheus.targets();
      const isUp = (pool: string) => {
        const own = targets.filter(({ scrapePool }) => scrapePool === pool);
        return own.length > 0 && own.every(({ health }) => health === "up");
      };
      return expected.filter((pool) => !pool.endsWith("/prometheus") && !isUp(pool));
    };
    await vi.waitFor(async () => expect(await unsettled(), line).toEqual([]), { timeout: 60_000, interval: 500 });
  } finally {
    await prometheus.stop();
    await Promise.all(servers.map((server) => server.stop()));
  }
  return servers.map(({ requests, token }) => [
    ...requests.map(({ method, path, query }) => requestAttributes(method, path, query)),
    ...kubelets.askedWith(token()),
  ]);
}

async function startCluster(manifest: string): Promise<ApiServer> {
  const rules = grantsOfManifest(manifest, account).map(({ namespace, rule }) =>
    namespace === null ? rule : { ...rule, namespace },
  );
  const server = await startApiServer({ cluster: "alpha", healthyOnly: true, rules });
  server.store.list("nodes").forEach((node, index) => {
    const addresses = [{ type: "InternalIP", address: `127.0.0.${index + 1}` }];
    server.store.put("nodes", { ...node, status: { ...(node.status ?? {}), addresses } });
  });
  return server;
}

function configsOf(
  line: PrometheusLine,
  directory: string,
  templates: readonly JobTemplateId[],
  server: ApiServer | undefined,
  index: number,
) {
  const version = parsePrometheusVersion(`${line}.0`);
  if (server === undefined || version === null) throw new Error("no cluster, or no version");
  const name = `cluster-${index}`;
  const files = { tokenFile: `credentials/${name}/token`, caFile: `credentials/${name}/ca.crt` };
  mkdirSync(join(directory, dirname(files.tokenFile)), { recursive: true });
  writeFileSync(join(directory, files.tokenFile), server.token());
  writeFileSync(join(directory, files.caFile), server.caPem);
  const cluster = { name, apiServer: server.url, tlsServerName: null, labels: {}, ...files, jobs: choices(templates) };
  const built = buildJobs(cluster, { prometheusVersion: version, selfAddress: "127.0.0.1:9" });
  if (!built.ok) throw new Error(built.problems[0].code);
  return built.value.map(({ config }) => config);
}

/** Equal requests once; the name matters only for rights on names. */
function distinct(requests: readonly RbacRequest[]): RbacRequest[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}

test.each(SELECTIONS.map((templates, index) => [templates.join(", "), index] as const))("%s", (_jobs, index) => {
  const granted = grantsOfManifest(manifests[index] ?? "", account);
  const requests = LINES.map((line) => distinct(recorded.get(line)?.[index] ?? []));
  expect(requests.map((list) => list.length > 0)).toEqual([true, true]);

  const all = distinct(requests.flat());
  const refused = all.filter((request) => !isAllowed([...DEFAULT_RULES, ...granted], request));
  expect(refused, "asked but not allowed").toEqual([]);

  const unused = granted.flatMap(singleRights).filter((right) => !all.some((request) => isAllowed([right], request)));
  expect(unused, "allowed but never asked").toEqual([]);
});
