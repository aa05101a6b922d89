import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { listClusters } from "@/lib/clusters/list-clusters";
import { sweepHealth } from "@/lib/clusters/sweep-health";
import { storeClusterToken } from "@/lib/db/cluster-credentials";
import { insertCluster } from "@/lib/db/clusters";
import { installTemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";

// A process of its own, so that its event loop is only that of the sweep.
const [file = ""] = process.argv.slice(2);
const { ports, caPem } = JSON.parse(readFileSync(file, "utf8")) as { ports: number[]; caPem: string };
const RESOLUTION_MS = 5;

const temporary = await installTemporaryDatabase();
createKeyringFile();
overrideKeyringForTest(undefined);
for (const [index, port] of ports.entries()) {
  const cluster = await insertCluster({
    name: `cluster-${String(index).padStart(4, "0")}`,
    apiServer: `https://127.0.0.1:${port}`,
    tls: { kind: "ca", caPem },
    tlsServerName: null,
    labels: {},
    jobs: [],
  });
  await storeClusterToken(cluster, "token", null);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
const sweepMs = [await timed(sweepHealth), await timed(sweepHealth)];
delay.disable();
const outcomes: Record<string, number> = {};
for (const { health } of await listClusters()) {
  const outcome = health?.outcome ?? "unknown";
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}
const report = {
  clusters: ports.length,
  sweepMs,
  outcomes,
  lagMaxMs: Math.round(delay.max / 1e6 - RESOLUTION_MS),
  listMs: await timed(listClusters),
  peakRssMib: Math.round(process.resourceUsage().maxRSS / 1024),
};
await temporary.remove();
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
