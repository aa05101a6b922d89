import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { startPrometheus } from "@/e2e/support/real-prometheus";
import type { Labels } from "./service-endpoints";

const JOB = "bench";
const SYNC_TIMEOUT_MS = 300_000;
const POLL_MS = 250;

/** Its collector would start in the middle of some rounds and not of others; it is run between them instead. */
const NO_GARBAGE_COLLECTION = { GOGC: "off", GOMEMLIMIT: "6GiB" };

type Counters = { readonly syncs: number; readonly syncSeconds: number };

/**
 * A real Prometheus that has discovered the targets from one file and never scrapes any, because a last rule drops all of
 * them. Every call of `sync` gives it other rules before that one, by a reload, and waits for the one sync that follows.
 */
export async function startSyncingPrometheus(folder: string, targets: readonly Labels[]) {
  writeTargets(join(folder, "targets.json"), targets);
  const configFile = join(folder, "prometheus.yml");
  writeFileSync(configFile, renderConfig(""));
  const flags = ["--scrape.discovery-reload-interval=100ms", "--log.level=warn"];
  const prometheus = await startPrometheus({ line: "3.5", directory: folder, flags, env: NO_GARBAGE_COLLECTION });
  await waitForSync(prometheus.url, 0);
  return {
    version: prometheus.version,
    /**
     * @param rulesText a block of relabel_configs, or nothing
     * @returns seconds of the sync, without discovery
     */
    async sync(rulesText: string): Promise<number> {
      await (await fetch(`${prometheus.url}/debug/pprof/heap?gc=1`)).arrayBuffer();
      const before = await readCounters(prometheus.url);
      writeFileSync(configFile, renderConfig(rulesText));
      const response = await prometheus.reload();
      if (!response.ok) throw new Error(`Prometheus refused the rules: ${await response.text()}`);
      const after = await waitForSync(prometheus.url, before.syncs);
      if (after.syncs !== before.syncs + 1) throw new Error("more than one sync: the measurement is void");
      return after.syncSeconds - before.syncSeconds;
    },
    /** Targets of the last sync, so that nobody measures an empty list. */
    async countTargets(): Promise<number> {
      const reply = await (await fetch(`${prometheus.url}/api/v1/targets?state=dropped`)).text();
      return Number(new RegExp(`"${JOB}":(\\d+)`).exec(reply)?.[1] ?? 0);
    },
    stop: () => prometheus.stop(),
  };
}

/** Piece by piece: all of it together is beyond what one string should hold. */
function writeTargets(file: string, targets: readonly Labels[]): void {
  const descriptor = openSync(file, "w");
  for (const [i, { __address__, ...labels }] of targets.entries()) {
    writeSync(descriptor, `${i === 0 ? "[" : ",\n"}${JSON.stringify({ targets: [__address__], labels })}`);
  }
  writeSync(descriptor, "]");
  closeSync(descriptor);
}

function renderConfig(rulesText: string): string {
  return `global: { scrape_interval: 1h }
scrape_configs:
- job_name: ${JOB}
  keep_dropped_targets: 1
  file_sd_configs: [{ files: [targets.json], refresh_interval: 1h }]
  relabel_configs:
${rulesText.replace(/^relabel_configs:\n/, "")}  - action: drop
`;
}

async function waitForSync(url: string, syncs: number): Promise<Counters> {
  const deadline = Date.now() + SYNC_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const counters = await readCounters(url);
    if (counters.syncs > syncs) return counters;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error("Prometheus did not sync its targets");
}

async function readCounters(url: string): Promise<Counters> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^${name.replace(/[{}]/g, "\\$&")} (.+)$`, "m").exec(metrics)?.[1] ?? 0);
  return {
    syncs: read(`prometheus_target_sync_length_seconds_count{scrape_job="${JOB}"}`),
    syncSeconds: read(`prometheus_target_sync_length_seconds_sum{scrape_job="${JOB}"}`),
  };
}
