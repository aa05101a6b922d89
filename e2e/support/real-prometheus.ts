import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, startProgram, waitUntilReady } from "./child-program";
import { findFreePort } from "./free-port";
import { findPrometheusBin, type PrometheusLine, readVersion } from "./parts.mjs";

const READY_TIMEOUT_MS = 60_000;
const EMPTY_CONFIG = "global:\n  scrape_interval: 15s\n";

/** Flags for tests that wait for targets: what discovery finds is taken over at once instead of every 5 s. */
export const QUICK_DISCOVERY = ["--scrape.discovery-reload-interval=100ms"];

export type PrometheusTarget = {
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly lastError: string;
  readonly health: "up" | "down" | "unknown";
};
export type DroppedTarget = { readonly discoveredLabels: Readonly<Record<string, string>>; readonly scrapePool?: string };

export type PrometheusOptions = {
  /** Which of the two fetched lines, or the folder of the programs. */
  readonly line: PrometheusLine | { readonly bin: string };
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Folder of the prometheus.yml; made, with an empty config, when absent. */
  readonly directory: string;
  /** --web.enable-lifecycle, without which nobody can ask it to reload over HTTP. */
  readonly hasLifecycle?: boolean;
  readonly flags?: readonly string[];
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
};

export type RealPrometheus = Awaited<ReturnType<typeof startPrometheus>>;

/** Starts a real Prometheus of one line on a free port of 127.0.0.1, with its data in a folder of its own. */
export async function startPrometheus({
  line,
  directory,
  hasLifecycle = true,
  flags = [],
  env = {},
  ...options
}: PrometheusOptions) {
  const bin = typeof line === "string" ? findPrometheusBin(line) : line.bin;
  if (bin === null) throw new Error(`Prometheus ${line} is missing: run node e2e/support/install-parts.mjs`);
  const configFile = join(directory, "prometheus.yml");
  mkdirSync(directory, { recursive: true });
  if (!existsSync(configFile)) writeFileSync(configFile, EMPTY_CONFIG);
  const dataFolder = mkdtempSync(join(tmpdir(), "promfleet-tsdb-"));
  const port = options.port || (await findFreePort());
  const url = `http://127.0.0.1:${port}`;
  const args = [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${dataFolder}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...(hasLifecycle ? ["--web.enable-lifecycle"] : []),
    ...flags,
  ];

  let program: ChildProgram;
  let pastLog = "";
  const start = async () => {
    program = startProgram(join(bin, "prometheus"), args, { env: { ...process.env, ...env } });
    await waitUntilReady("Prometheus", program, async () => (await fetch(`${url}/-/ready`)).ok, READY_TIMEOUT_MS);
  };
  const halt = async () => {
    await program.stop();
    pastLog += program.log();
  };
  await start();

  return {
    version: readVersion(join(bin, "prometheus")) ?? "",
    promtool: join(bin, "promtool"),
    url,
    port,
    directory,
    configFile,
    ...createApi(url),
    /** Everything it has logged since the first start. */
    log: () => (program.hasExited() ? pastLog : pastLog + program.log()),
    isRunning: () => !program.hasExited(),
    signal: (name: NodeJS.Signals) => program.signal(name),
    pause: () => program.pause(),
    /** Ends it and starts it again with the same port, config and data; fails if it does not become ready. */
    async restart() {
      await halt();
      await start();
    },
    /** Ends it, keeps its data: `restart` brings it back. */
    halt,
    async stop() {
      await program.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The parts of Prometheus's HTTP API that tests ask. */
function createApi(url: string) {
  const read = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(10_000) });
    const body = (await response.json()) as { status: string; data: T; error?: string };
    if (body.status !== "success") throw new Error(`Prometheus refused ${path}: ${body.error}`);
    return body.data;
  };
  return {
    targets: async (scrapePool?: string) => {
      const filter = scrapePool === undefined ? "" : `&scrapePool=${encodeURIComponent(scrapePool)}`;
      return (await read<{ activeTargets: PrometheusTarget[] }>(`/api/v1/targets?state=active${filter}`)).activeTargets;
    },
    droppedTargets: async () => {
      return (await read<{ droppedTargets: DroppedTarget[] }>("/api/v1/targets?state=dropped")).droppedTargets;
    },
    scrapePools: async () => (await read<{ scrapePools: string[] | null }>("/api/v1/scrape_pools")).scrapePools ?? [],
    loadedConfig: async () => (await read<{ yaml: string }>("/api/v1/status/config")).yaml,
    query: async (expression: string) => {
      const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
      return (await read<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(path)).result;
    },
    reload: async () => fetch(`${url}/-/reload`, { method: "POST" }),
  };
}
