import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiServer, startApiServer } from "./api-server/start-api-server";
import { registerCluster, registerServer } from "./arrange";
import { findFreePort } from "./free-port";
import { findAnyPrometheusBin, PROJECT_ROOT } from "./parts.mjs";
import { createClient, TEST_ADMIN } from "./promfleet-client";
import { type RealPrometheus, startPrometheus } from "./real-prometheus";
import { startPromfleet } from "./running-promfleet";

const FOLDER = join(PROJECT_ROOT, ".cache/demo");

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
  const app = await startPromfleet({
    port,
    folder: FOLDER,
    externalUrl: `http://localhost:${port}`,
    programs: findAnyPrometheusBin(),
  });
  stops.push(app.stop);

  const client = createClient(app.url);
  await client.setUp(app.setupToken());
  await client.signIn();
  const clusterIds = [
    await registerCluster(client, alpha, { labels: { tier: "gold" } }),
    await registerCluster(client, beta, { labels: { tier: "silver" } }),
  ];
  if (prometheus !== null) {
    const baseConfig = readFileSync(prometheus.configFile, "utf8");
    await registerServer(client, prometheus, { name: "demo", clusterIds, baseConfig });
  }
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
