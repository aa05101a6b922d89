import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { startPrometheus } from "@/e2e/support/real-prometheus";
import { listClusters } from "@/lib/clusters/list-clusters";
import { storeClusterToken } from "@/lib/db/cluster-credentials";
import { insertCluster } from "@/lib/db/clusters";
import { installTemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { getDeployment } from "@/lib/deployments/get-deployment";
import { confirmEverything } from "@/lib/deployments/guards/confirm-everything";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { settleDeployments } from "@/lib/deployments/running";
import { startDeployment, waitForDeployment } from "@/lib/deployments/start-deployment";
import { overrideEnvForTest } from "@/lib/env";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { registerServer } from "@/lib/servers/register-server";
import { serverEditSchema, serverInputSchema } from "@/lib/servers/schema";

// A process of its own, so that its event loop is only that of the deployments.
const [file = ""] = process.argv.slice(2);
const apiServer = JSON.parse(readFileSync(file, "utf8")) as { url: string; caPem: string; token: string };
const CLUSTERS = 100;
const TEMPLATES = ["apiservers", "nodes", "cadvisor", "service-endpoints", "pods", "services-probe", "pushgateway"] as const;
const FIRST_RUNS = 2;
const REPEATED_RUNS = 8;
const RESOLUTION_MS = 5;
const ACTOR = {
  id: "bench",
  name: "bench",
  email: "bench@example.com",
  role: "admin",
  sessionExpiresAt: new Date("2099-01-01"),
} as const;

type Run = {
  /** From the call of the use case behind POST /api/v1/deployments until ... */
  readonly answerMs: number;
  readonly shownMs: number;
  readonly liveMs: number;
  /** Of that, how long Prometheus took to answer the reload. */
  readonly reloadMs: number;
  readonly steps: Readonly<Record<string, number>>;
};
export type DeployReport = {
  readonly clusters: number;
  readonly jobs: number;
  readonly configBytes: number;
  readonly first: readonly Run[];
  readonly repeated: readonly Run[];
  readonly lagMaxMs: number;
};

const temporary = await installTemporaryDatabase();
createKeyringFile();
overrideKeyringForTest(undefined);

const clusterIds: string[] = [];
for (let index = 0; index < CLUSTERS; index++) {
  const cluster = await insertCluster({
    name: `cluster-${String(index).padStart(3, "0")}`,
    apiServer: apiServer.url,
    tls: { kind: "ca", caPem: apiServer.caPem },
    tlsServerName: "kubernetes.default",
    labels: {},
    jobs: TEMPLATES.map((template) => ({ template, parameters: {} })),
  });
  await storeClusterToken(cluster, apiServer.token, null);
}
clusterIds.push(...(await listClusters()).map(({ id }) => id));

// Rarely scraped: 800 jobs would keep both processors busy with something else.
const baseConfig = (round: number) => `# round ${round}\nglobal:\n  scrape_interval: ${60 + round}m\n`;

const stepMs = (step: { startedAt: string; finishedAt: string | null }) =>
  Date.parse(step.finishedAt ?? step.startedAt) - Date.parse(step.startedAt);

async function deployOnce(serverId: string): Promise<Run> {
  const { digest } = await planDeployment(serverId);
  const confirmed = await confirmEverything(serverId);
  const startedAt = performance.now();
  const wallClock = Date.now();
  const { id } = await startDeployment({ serverId, digest, reason: "bench", ...confirmed }, ACTOR);
  const answerMs = performance.now() - startedAt;
  await waitForDeployment(id);
  const { status, steps, problems, finishedAt } = await getDeployment(id);
  if (status !== "live") throw new Error(`${status}: ${JSON.stringify(problems)}`);
  const reload = steps.find(({ name }) => name === "reload");
  const rounded = (ms: number) => Math.round(ms);
  const run: Run = {
    answerMs: rounded(answerMs),
    // Shown: reloaded, and asked once what it runs.
    shownMs: rounded(Date.parse(reload?.finishedAt ?? "") - wallClock),
    liveMs: Date.parse(finishedAt ?? "") - wallClock,
    reloadMs: reload === undefined ? 0 : stepMs(reload),
    steps: Object.fromEntries(steps.map((step) => [step.name, stepMs(step)])),
  };
  // Somebody may be waiting.
  process.stderr.write(`deploy: ${JSON.stringify(run)}\n`);
  return run;
}

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const first: Run[] = [];
const repeated: Run[] = [];
let configBytes = 0;
let jobs = 0;
for (let round = 0; round < FIRST_RUNS; round++) {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-bench-"));
  const directory = join(folder, "etc");
  mkdirSync(directory);
  writeFileSync(join(directory, "prometheus.yml"), baseConfig(0));
  const prometheus = await startPrometheus({ line: "3.5", directory });
  overrideEnvForTest({ promtool: prometheus.promtool });
  const input = {
    name: `server-${round}`,
    url: prometheus.url,
    auth: { kind: "none" },
    transport: { kind: "directory", directory },
    baseConfig: baseConfig(0),
    clusterIds,
  };
  const server = await registerServer(serverInputSchema.parse(input), ACTOR);
  delay.enable();
  first.push(await deployOnce(server.id));
  const isLast = round === FIRST_RUNS - 1;
  for (let again = 1; isLast && again <= REPEATED_RUNS; again++) {
    const { version } = await getServer(server.id);
    await editServer(server.id, serverEditSchema.parse({ ...input, baseConfig: baseConfig(again), version }), ACTOR);
    repeated.push(await deployOnce(server.id));
  }
  delay.disable();
  configBytes = readFileSync(join(directory, "prometheus.yml")).length;
  jobs = (await planDeployment(server.id)).jobs.length;
  await settleDeployments();
  await prometheus.stop();
  rmSync(folder, { recursive: true, force: true });
}
await temporary.remove();
const report: DeployReport = {
  clusters: CLUSTERS,
  jobs,
  configBytes,
  first,
  repeated,
  lagMaxMs: Math.round(delay.max / 1e6 - RESOLUTION_MS),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
