import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiServer, startApiServer } from "./api-server/start-api-server";
import { registerCluster, registerServer } from "./arrange";
import { confirmPlan } from "./deploy-through-api";
import { findPrometheusBin, type PrometheusLine } from "./parts.mjs";
import { createClient, type PromfleetClient } from "./promfleet-client";
import { type RealPrometheus, startPrometheus } from "./real-prometheus";
import { type RunningPromfleet, startPromfleet } from "./running-promfleet";

/** A Promfleet in use, to be looked at: nobody may change what is in it. */
export type SampleFleet = {
  readonly app: RunningPromfleet;
  readonly client: PromfleetClient;
  readonly alpha: ApiServer;
  readonly clusterId: string;
  readonly serverId: string;
  readonly deployments: { readonly live: string; readonly rolledBack: string; readonly rejected: string };
  stop(): Promise<void>;
};

const BASE_CONFIG = `# Kept as it is, comments and all.
global:
  scrape_interval: 15s
  external_labels:
    monitor: demo

scrape_configs:
  - job_name: prometheus # itself
    static_configs:
      - targets: [localhost:@PORT@]
`;

const BROKEN_RULES = `groups:
  - name: alerts
    rules:
      - alert: Down
        expr: up == (
`;

/** Two clusters, one of them with failing targets; one server; a live, a rolled back and a refused deployment. */
export async function startSampleFleet(line: PrometheusLine): Promise<SampleFleet> {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-sample-"));
  const directory = join(folder, "prometheus");
  const [alpha, beta, prometheus, app] = await Promise.all([
    startApiServer({ cluster: "alpha", healthyOnly: true }),
    startApiServer({ cluster: "beta" }),
    startPrometheus({ line, directory }),
    startPromfleet({ programs: findPrometheusBin(line) }),
  ]);
  const stop = async () => {
    await Promise.all([alpha.stop(), beta.stop(), prometheus.stop(), app.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const client = createClient(app.url);
    await client.setUp(app.setupToken());
    await client.signIn();
    const clusterId = await registerCluster(client, alpha, { labels: { tier: "gold" } });
    const clusterIds = [clusterId, await registerCluster(client, beta, { labels: { tier: "silver" } })];
    const serverId = await registerServer(client, prometheus, { name: "main", clusterIds });
    const deployments = await deployThreeTimes(client, serverId, prometheus);
    return { app, client, alpha, clusterId, serverId, deployments, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployThreeTimes(client: PromfleetClient, serverId: string, prometheus: RealPrometheus) {
  const base = BASE_CONFIG.replace("@PORT@", String(prometheus.port));
  mkdirSync(join(prometheus.directory, "rules"));
  // No syntax check of the config sees it; Prometheus does when it loads.
  writeFileSync(join(prometheus.directory, "rules/broken.yml"), BROKEN_RULES);

  await changeBaseConfig(client, serverId, base);
  const live = await deploy(client, serverId, "first two clusters", "live");
  await changeBaseConfig(client, serverId, `${base}rule_files: [rules/broken.yml]\n`);
  const rolledBack = await deploy(client, serverId, "alerting rules", "rolled_back");
  await changeBaseConfig(
    client,
    serverId,
    `${base}remote_write: [{ url: "https://example.com/write", queue_config: { nonsense: 1 } }]\n`,
  );
  const rejected = await deploy(client, serverId, "remote write", "rejected");
  // Leaves a plan that has something to show.
  await changeBaseConfig(client, serverId, base.replace("scrape_interval: 15s", "scrape_interval: 30s"));
  return { live, rolledBack, rejected };
}

type StoredServer = {
  id: string;
  clusters: unknown;
  liveRevision: unknown;
  createdAt: string;
  updatedAt: string;
  transportSecretStoredAt: unknown;
};

async function changeBaseConfig(client: PromfleetClient, serverId: string, baseConfig: string): Promise<void> {
  const path = `/api/v1/servers/${serverId}`;
  const stored = await client.get<StoredServer>(path);
  const { id: _id, clusters: _c, liveRevision: _l, createdAt: _a, updatedAt: _u, transportSecretStoredAt: _s, ...edit } = stored;
  await client.request("PUT", path, { ...edit, baseConfig });
}

const DEPLOYMENT_MS_MAX = 60_000;

async function deploy(client: PromfleetClient, serverId: string, reason: string, expected: string): Promise<string> {
  const { digest } = await client.get<{ digest: string }>(`/api/v1/servers/${serverId}/plan`);
  const confirmed = await confirmPlan(client, serverId);
  const { id } = await client.post<{ id: string }>("/api/v1/deployments", { serverId, digest, reason, ...confirmed });
  const endsAt = Date.now() + DEPLOYMENT_MS_MAX;
  for (;;) {
    const { status, problems } = await client.get<{ status: string; problems: unknown }>(`/api/v1/deployments/${id}`);
    if (status === expected) return id;
    const isOver = ["live", "rejected", "rolled_back", "needs_hands"].includes(status);
    if (isOver || Date.now() > endsAt) throw new Error(`"${reason}" became ${status}: ${JSON.stringify(problems)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
