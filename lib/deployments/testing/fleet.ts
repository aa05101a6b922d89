import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type ApiServer, type ApiServerOptions, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { type PrometheusOptions, QUICK_DISCOVERY, type RealPrometheus, startPrometheus } from "@/e2e/support/real-prometheus";
import { registerCluster } from "@/lib/clusters/register-cluster";
import type { ClusterInput } from "@/lib/clusters/schema";
import { clusterInputSchema } from "@/lib/clusters/schema";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import type { DeploymentTimes } from "@/lib/deployments/context";
import { getDeployment } from "@/lib/deployments/get-deployment";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { settleDeployments } from "@/lib/deployments/running";
import type { Deployment, DeploymentInput } from "@/lib/deployments/schema";
import { startDeployment } from "@/lib/deployments/start-deployment";
import { overrideEnvForTest } from "@/lib/env";
import { problemText } from "@/lib/i18n/problem-text";
import type { Problem } from "@/lib/result";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { registerServer } from "@/lib/servers/register-server";
import { type Server, type ServerInput, serverInputSchema } from "@/lib/servers/schema";

export const ACTOR = {
  id: "ada",
  name: "Ada",
  email: "ada@example.com",
  role: "admin",
  sessionExpiresAt: new Date("2099-01-01"),
} as const;

/** People wait up to 90 s for the proof; a test that shows a failure does not want to. */
export const TIMES = {
  verifyMs: 25_000,
  pollMs: 200,
  comparison: { settleMs: 3_000, totalMs: 12_000, pollMs: 200 },
};

/** For tests that do not look at what becomes of the targets. */
export const UNWATCHED_TIMES = { ...TIMES, comparison: { settleMs: 0, totalMs: 1, pollMs: 100 } };

export const OWN_CONFIG = `# my own file: comments and order stay
global:
  scrape_interval: 5s   # fast

scrape_configs:
  - job_name: own
    static_configs:
      - targets: ["localhost:1"]
`;

export type TestFleet = Awaited<ReturnType<typeof startFleet>>;

/** A database, a cluster's API server and folders for one test file; everything ends with `stop`. */
export async function startFleet(options: Partial<ApiServerOptions> = {}) {
  const temporary: TemporaryDatabase = await installTemporaryDatabase();
  createKeyringFile();
  overrideKeyringForTest(undefined);
  // promtool has tests of its own; here the real server judges.
  overrideEnvForTest({ promtool: null, searchPath: "" });
  const apiServer: ApiServer = await startApiServer({ cluster: "alpha", healthyOnly: true, ...options });
  const servers: RealPrometheus[] = [];
  const folders: string[] = [];
  let count = 0;

  const makeFolder = (config: string = OWN_CONFIG) => {
    const folder = mkdtempSync(join(tmpdir(), "promfleet-deploy-"));
    folders.push(folder);
    const directory = join(folder, "etc");
    mkdirSync(directory);
    writeFileSync(join(directory, "prometheus.yml"), config);
    return directory;
  };

  const run = async (line: PrometheusOptions["line"], directory: string, options: Partial<PrometheusOptions> = {}) => {
    const prometheus = await startPrometheus({ line, directory, flags: QUICK_DISCOVERY, ...options });
    servers.push(prometheus);
    return prometheus;
  };

  const addCluster = async (changes: Partial<ClusterInput> = {}) => {
    count += 1;
    return await registerCluster(
      clusterInputSchema.parse({
        name: `alpha-${count}`,
        apiServer: apiServer.url,
        tls: { kind: "ca", caPem: apiServer.caPem },
        tlsServerName: "kubernetes.default",
        token: apiServer.token(),
        jobs: [{ template: "nodes" }, { template: "pods" }],
        ...changes,
      }),
      ACTOR,
    );
  };

  const addServer = async (prometheus: RealPrometheus, changes: Partial<ServerInput> = {}) => {
    count += 1;
    return await registerServer(
      serverInputSchema.parse({
        name: `server-${count}`,
        url: prometheus.url,
        auth: { kind: "none" },
        transport: { kind: "directory", directory: prometheus.directory },
        baseConfig: OWN_CONFIG,
        ...changes,
      }),
      ACTOR,
    );
  };

  return {
    apiServer,
    makeFolder,
    run,
    addCluster,
    addServer,
    async stop() {
      await settleDeployments();
      for (const server of servers) await server.stop();
      await apiServer.stop();
      await temporary.remove();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Plans, starts, and waits for the end. */
export async function deploy(
  server: Server,
  input: Partial<DeploymentInput> = {},
  times: DeploymentTimes = TIMES,
): Promise<Deployment> {
  const { digest } = await planDeployment(server.id);
  const { id } = await startDeployment({ serverId: server.id, digest, reason: "test", ...input }, ACTOR, times);
  await settleDeployments();
  return await getDeployment(id);
}

/** The file that Prometheus reads at its next start. */
export function readMain(directory: string): string {
  return readFileSync(join(directory, "prometheus.yml"), "utf8");
}

/** Names of all files that deployments have left unfinished. */
export function leftovers(directory: string): string[] {
  return readdirSync(directory, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".tmp"));
}

/** Step names with their status, and the codes of everything that went wrong. */
export function summary({ status, steps, problems }: Deployment) {
  return {
    status,
    steps: steps.map((step) => `${step.name} ${step.status}`),
    codes: problems.map(({ code }) => code),
  };
}

/** What a user reads, in both languages: never a bare code. */
export function expectSentences({ problems }: { readonly problems: readonly Pick<Problem, "code" | "parameters">[] }) {
  for (const problem of problems) {
    for (const locale of ["en", "zh-CN"] as const) expect(problemText(locale, problem)).not.toBe(problem.code);
  }
}
