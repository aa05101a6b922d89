import "server-only";
import { listStoredDrift } from "@/lib/db/server-drift";
import { listServerRecords } from "@/lib/db/servers";
import { inLanes } from "@/lib/kubernetes/checkup/in-lanes";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/registry";
import { findDrift } from "./find-drift";
import { toDrift } from "./get-drift";

/** Each look holds two texts of a server's whole configuration. */
const CONCURRENCY = 6;

/** Looks at every server once and counts what was found. One that fails is logged and spoils no other. */
export async function sweepDrift(): Promise<{ looked: number }> {
  const servers = await listServerRecords();
  await inLanes(servers, CONCURRENCY, async ({ id, name }) => {
    try {
      await findDrift(id);
    } catch (error) {
      log.warn({ server: name, error }, "drift of a server could not be looked for");
    }
  });
  const { drift } = metrics();
  drift.reset();
  for (const found of (await listStoredDrift()).map(toDrift)) {
    if (found.word !== "none") drift.labels(found.serverName, found.word).set(1);
  }
  return { looked: servers.length };
}
