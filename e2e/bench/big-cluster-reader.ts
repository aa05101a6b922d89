import { monitorEventLoopDelay } from "node:perf_hooks";
import { keepHeapSmall } from "@/lib/cli/heap-growth";
import { discoverInto } from "@/lib/cluster-discovery/discover-into";
import { type DiscoveryRequest, requestKey } from "@/lib/cluster-discovery/schema";
import { storeClusterToken } from "@/lib/db/cluster-credentials";
import { insertCluster } from "@/lib/db/clusters";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { overrideEnvForTest } from "@/lib/env";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";

// A process of its own, so that its memory and its event loop are only those of the discovery.
const [url = "", caPem = "", requestsText = "[]"] = process.argv.slice(2);
const RESOLUTION_MS = 5;

// As `promfleet serve` does.
keepHeapSmall();

const temporary = await installTemporaryDatabase();
createKeyringFile();
overrideKeyringForTest(undefined);
overrideEnvForTest({ allowLoopback: true });
const cluster = await insertCluster({
  name: "big",
  apiServer: url,
  tls: { kind: "ca", caPem },
  tlsServerName: null,
  labels: {},
  jobs: [],
});
await storeClusterToken(cluster, "token", null);

const requests = JSON.parse(requestsText) as DiscoveryRequest[];
const startedAt = performance.now();
const firstRowMs: Record<string, number> = {};
let lineBytes = 0;
const wanted = requests.map((request) => ({
  request,
  taker: {
    take: (_targets: unknown, lines: string) => {
      firstRowMs[requestKey(request)] ??= Math.round(performance.now() - startedAt);
      lineBytes += lines.length;
    },
    restart: () => {
      throw new Error("nothing was to begin anew");
    },
  },
}));
const rssBefore = process.memoryUsage.rss();
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
const ends = await discoverInto(cluster, wanted, { version: NEWEST_KNOWN_VERSION });
delay.disable();
const totalMs = Math.round(performance.now() - startedAt);
const peakRssMib = Math.round(process.resourceUsage().maxRSS / 1024);
const snapshots = await db().discoverySnapshot.findMany({ select: { targets: true } });
const report = {
  totalMs,
  firstRowMs,
  lineMegabytes: Math.round(lineBytes / 1e6),
  peakRssMib,
  rssBeforeMib: Math.round(rssBefore / 1024 / 1024),
  lagMaxMs: Math.round(delay.max / 1e6 - RESOLUTION_MS),
  lagP99Ms: Math.round(delay.percentile(99) / 1e6 - RESOLUTION_MS),
  parts: ends.map(({ request, targetCount, isLive, problems }) => ({
    request: requestKey(request),
    targetCount,
    isLive,
    problems: problems.map(({ code }) => code),
  })),
  snapshotMib: Math.round(snapshots.reduce((sum, { targets }) => sum + targets.length, 0) / 1024 / 1024),
};
await temporary.remove();
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
