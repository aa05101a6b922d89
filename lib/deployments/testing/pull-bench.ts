import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256Hex } from "@/lib/bundles/file-names";
import { setAdoptedDrift } from "@/lib/db/server-drift";
import { listServerRecords } from "@/lib/db/servers";
import { issuePullToken } from "@/lib/pull/issue-pull-token";
import { createPullHost, startPullRoutes } from "@/lib/pull/testing/pull-host";
import { type Bench, readFile } from "./bench";
import { ACTOR, OWN_CONFIG } from "./fleet";

const ASK_EVERY_MS = 400;

/** A host whose script asks again and again, with a Prometheus that only the script can ask. */
export function pullBench(): Bench {
  return {
    name: "pull, Prometheus 3.5",
    async start(fleet) {
      const directory = fleet.makeFolder();
      const prometheus = await fleet.run("3.5", directory);
      const routes = await startPullRoutes();
      let isStopped = false;
      const untilRegistered = async (): Promise<string> => {
        for (;;) {
          const server = (await listServerRecords()).find(({ url }) => url === prometheus.url);
          if (server !== undefined || isStopped) return server?.id ?? "";
          await sleep(50);
        }
      };
      const loop = (async () => {
        const serverId = await untilRegistered();
        if (isStopped) return;
        // Nobody sends us the file that people had there, and the first deployment replaces it.
        await setAdoptedDrift(serverId, sha256Hex(OWN_CONFIG));
        const { token } = await issuePullToken(serverId, ACTOR);
        const host = createPullHost({ url: routes.url, token, directory, prometheusUrl: prometheus.url });
        while (!isStopped) {
          await host.run();
          await sleep(ASK_EVERY_MS);
        }
        host.remove();
      })();
      return {
        prometheus,
        transport: { kind: "pull", configDirectory: directory, intervalSeconds: 10, isReachable: false },
        readMain: () => readFile(join(directory, "prometheus.yml")),
        // The host asks far more often than a real one.
        visibleWithinMs: 5_000,
        leftovers: () => readdirSync(directory).filter((name) => name.endsWith(".promfleet") && isStopped),
        stop: async () => {
          isStopped = true;
          await loop;
          await routes.stop();
        },
      };
    },
  };
}
