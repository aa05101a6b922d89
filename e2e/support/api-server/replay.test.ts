import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { PROJECT_ROOT, type PrometheusLine } from "@/e2e/support/parts.mjs";
import { QUICK_DISCOVERY, startPrometheus } from "@/e2e/support/real-prometheus";
import type { ClusterName } from "./cluster-objects";
import { startApiServer } from "./start-api-server";

// The proof that the replay is a Kubernetes API server as far as Prometheus can tell: a real Prometheus discovers here the very
// labels that it discovered from the real API server.

const ROLES = ["node", "service", "pod", "endpoints", "endpointslice", "ingress"] as const;
const LINES: [line: PrometheusLine, recorded: string][] = [
  ["3.5", "3.5.3"],
  ["2.53", "2.53.3"],
];

type Labels = Record<string, string>;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-replay-"));
  folders.push(folder);
  return folder;
}

function recordedLabels(version: string, name: string): Labels[] {
  const file = join(PROJECT_ROOT, "e2e/support/api-server/testdata/discovered", version, `${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8"));
}

/** Kubernetes labels such as a.b and a-b become one name; which of them wins is chance, in the recording too. */
const COLLIDING: readonly [label: RegExp, winners: readonly string[]][] = [
  [/_label_example_com_a_b$/, ["dot", "dash", "underscore"]],
  [/_label_example_com_team_name$/, ["checkout", "checkout-2"]],
];

function settleCollisions(labels: Labels): Labels {
  const settle = (name: string, value: string) => {
    const isChance = COLLIDING.some(([label, winners]) => label.test(name) && winners.includes(value));
    return isChance ? "any of those that collide" : value;
  };
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, settle(name, value)]));
}

function normalise(targets: readonly Labels[]): Labels[] {
  return targets.map(settleCollisions).sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One job per role. Its rules keep apart what Prometheus would merge (two ports of one number) or drop (no address). */
function discoveryConfig(server: { url: string }, jobs: readonly { name: string; role: string; withNode: boolean }[]): string {
  const configs = jobs.map(({ name, role, withNode }) => {
    const metadata = withNode ? "\n    attach_metadata: {node: true}" : "";
    return `- job_name: ${name}
  scrape_interval: 1h
  kubernetes_sd_configs:
  - role: ${role}
    api_server: ${server.url}
    authorization: {credentials_file: token}
    tls_config: {ca_file: ca.crt}${metadata}
  relabel_configs:
  - {action: labelmap, regex: __meta_(.+), replacement: kept_$1}
  - {target_label: __address__, replacement: "127.0.0.1:9"}
`;
  });
  return `scrape_configs:\n${configs.join("")}`;
}

describe.each(LINES)("Prometheus %s", (line, recorded) => {
  test("discovers in the replay what it discovered from the real API server", { timeout: 120_000 }, async () => {
    const server = await startApiServer({ cluster: "alpha", additions: false });
    const directory = temporaryFolder();
    writeFileSync(join(directory, "token"), server.token());
    writeFileSync(join(directory, "ca.crt"), server.caPem);
    const jobs = [
      ...ROLES.map((role) => ({ name: role, role, withNode: false })),
      { name: "pod+node", role: "pod", withNode: true },
    ];
    writeFileSync(join(directory, "prometheus.yml"), discoveryConfig(server, jobs));
    const prometheus = await startPrometheus({ line, directory, flags: QUICK_DISCOVERY });
    try {
      for (const { name } of jobs) {
        const expected = normalise(recordedLabels(recorded, name.replace("+", "-")));
        await expect
          .poll(async () => (await prometheus.targets(name)).length, { timeout: 40_000, message: `targets of ${name}` })
          .toBe(expected.length);
        const targets = await prometheus.targets(name);
        expect(normalise(targets.map((target) => ({ ...target.discoveredLabels }))), name).toEqual(expected);
      }
      expect(new Set(server.requests.map((request) => request.token))).toEqual(new Set(["own"]));
    } finally {
      await prometheus.stop();
      await server.stop();
    }
  });

  test("scrapes through the proxy of the replay what it scraped through the real one", { timeout: 120_000 }, async () => {
    const expected = recordedOutcomes(recorded, "alpha");
    const seen = await scrapeWithWorkingConfig(line, "alpha", expected.length);
    expect(seen.outcomes).toEqual(expected);
    expect(seen.tokens).toEqual(new Set(["own"]));
  });
});

test("planted failures fail with the words that Prometheus 3.5 had for the real ones", { timeout: 120_000 }, async () => {
  const expected = recordedOutcomes("3.5.3", "beta");
  const seen = await scrapeWithWorkingConfig("3.5", "beta", expected.length);
  expect(seen.outcomes).toEqual(expected);
});

type Outcome = { scrapePool: string; instance: string; path: string; health: string; lastError: string };

function recordedOutcomes(version: string, cluster: ClusterName): Outcome[] {
  const file = join(PROJECT_ROOT, "e2e/support/api-server/testdata/targets", version, `${cluster}.json`);
  return sortOutcomes(JSON.parse(readFileSync(file, "utf8")));
}

function sortOutcomes(outcomes: Outcome[]): Outcome[] {
  const key = ({ scrapePool, instance, path }: Outcome) => `${scrapePool} ${instance} ${path}`;
  return outcomes.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Runs the configuration that the recording was made with, until every target has been scraped. */
async function scrapeWithWorkingConfig(line: PrometheusLine, cluster: ClusterName, count: number) {
  const server = await startApiServer({ cluster, additions: false });
  const directory = temporaryFolder();
  writeFileSync(join(directory, "token"), server.token());
  writeFileSync(join(directory, "ca.crt"), server.caPem);
  const values: Record<string, string> = { API: `127.0.0.1:${server.port}`, CA: "ca.crt", TOKENFILE: "token", CLUSTER: cluster };
  const template = readFileSync(join(PROJECT_ROOT, "e2e/support/api-server/testdata/prometheus.template.yml"), "utf8");
  writeFileSync(
    join(directory, "prometheus.yml"),
    template.replace(/@(\w+)@/g, (_, name: string) => values[name] ?? ""),
  );
  const prometheus = await startPrometheus({ line, directory, flags: QUICK_DISCOVERY });
  try {
    const isSettled = async () => {
      const targets = await prometheus.targets();
      return targets.length === count && targets.every((target) => target.health !== "unknown");
    };
    await expect.poll(isSettled, { timeout: 60_000, interval: 500 }).toBe(true);
    const outcomes = (await prometheus.targets()).map(({ scrapePool, labels, scrapeUrl, health, lastError }) => ({
      scrapePool,
      instance: labels.instance ?? "",
      path: scrapeUrl.replace(server.url, ""),
      health,
      lastError: lastError.replaceAll(server.url, ""),
    }));
    return { outcomes: sortOutcomes(outcomes), tokens: new Set(server.requests.map((request) => request.token)) };
  } finally {
    await prometheus.stop();
    await server.stop();
  }
}
