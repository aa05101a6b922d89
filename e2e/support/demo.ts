import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiServer, startApiServer } from "./api-server/start-api-server";
import { findFreePort } from "./free-port";
import { findAnyPrometheusBin, PROJECT_ROOT } from "./parts.mjs";
import { createClient, type PromfleetClient, TEST_ADMIN } from "./promfleet-client";
import { type RealPrometheus, startPrometheus } from "./real-prometheus";
import { startPromfleet } from "./running-promfleet";

const FOLDER = join(PROJECT_ROOT, ".cache/demo");
const JOBS = ["apiservers", "nodes", "cadvisor", "service-endpoints", "pods", "services-probe", "pushgateway", "federation"];

const BASE_CONFIG = `# This part is yours: Promfleet keeps it as it is, comments and all.
global:
  scrape_interval: 15s
  external_labels:
    monitor: demo

scrape_configs:
  - job_name: prometheus # itself
    static_configs:
      - targets: [localhost:@PORT@]
`;

type Stop = () => Promise<void>;

/** Starts everything, fills it through the app's own HTTP API, and waits for Ctrl-C. */
export async function runDemo(): Promise<void> {
  const stops: Stop[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch((error) => console.error(error));
  };
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  try {
    await start(stops);
    await interrupted;
    console.log("\nStopping the demo.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await stopAll();
  }
}

async function start(stops: Stop[]): Promise<void> {
  // Tokens and ports are new at each start, so old data would point nowhere.
  rmSync(FOLDER, { recursive: true, force: true });
  const port = Number(process.env.PORT || 3000);
  if ((await findFreePort(port)) !== port) throw new Error(`port ${port} is taken: PORT=3001 npm run demo uses another one`);

  // alpha is well; beta has a dead node and failing exporters, so that there is something to find.
  const alpha = await startApiServer({ cluster: "alpha", healthyOnly: true });
  stops.push(alpha.stop);
  const beta = await startApiServer({ cluster: "beta" });
  stops.push(beta.stop);
  const prometheus = await startDemoPrometheus();
  if (prometheus !== null) stops.push(prometheus.stop);
  const app = await startPromfleet({ port, folder: FOLDER, externalUrl: `http://localhost:${port}` });
  stops.push(app.stop);

  const client = createClient(app.url);
  await client.setUp(app.setupToken());
  await client.signIn();
  const clusterIds = [await registerCluster(client, alpha, "gold"), await registerCluster(client, beta, "silver")];
  if (prometheus !== null) await registerServer(client, prometheus, clusterIds);
  console.log(describeDemo(app.url, [alpha, beta], prometheus));
}

async function startDemoPrometheus(): Promise<RealPrometheus | null> {
  const bin = findAnyPrometheusBin();
  if (bin === null) return null;
  const directory = join(FOLDER, "prometheus");
  const port = await findFreePort(9090);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "prometheus.yml"), BASE_CONFIG.replace("@PORT@", String(port)));
  return startPrometheus({ line: { bin }, port, directory });
}

/** @returns the cluster's id */
export async function registerCluster(client: PromfleetClient, server: ApiServer, tier: string): Promise<string> {
  const { id } = await client.post<{ id: string }>("/api/v1/clusters", {
    name: server.cluster,
    apiServer: server.url,
    tls: { kind: "ca", caPem: server.caPem },
    token: server.token(),
    labels: { tier },
    jobs: JOBS.map((template) => ({ template, parameters: {} })),
  });
  return id;
}

/** @returns the server's id */
export async function registerServer(
  client: PromfleetClient,
  prometheus: RealPrometheus,
  clusterIds: readonly string[],
): Promise<string> {
  const { id } = await client.post<{ id: string }>("/api/v1/servers", {
    name: "demo",
    url: prometheus.url,
    transport: { kind: "directory", directory: prometheus.directory },
    baseConfig: BASE_CONFIG.replace("@PORT@", String(prometheus.port)),
    clusterIds,
    auth: { kind: "none" },
  });
  return id;
}

function describeDemo(url: string, clusters: readonly ApiServer[], prometheus: RealPrometheus | null): string {
  const lines = [
    "",
    `  Promfleet      ${url}`,
    `  sign in as     ${TEST_ADMIN.email}`,
    `  password       ${TEST_ADMIN.password}`,
    ...clusters.map(
      (server) => `  cluster ${server.cluster.padEnd(7)}${server.url} (replayed; its token is thrown away with the demo)`,
    ),
    prometheus === null
      ? "  Prometheus     none found with Kubernetes discovery; node e2e/support/install-parts.mjs fetches one (Debian)"
      : `  Prometheus     ${prometheus.url} (${prometheus.version}), reads ${prometheus.configFile}`,
    "",
    "  Ctrl-C ends it all; nothing is kept.",
    "",
  ];
  return lines.join("\n");
}
