import "server-only";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { type HealthSeen, listClusterHealth, type StoredHealth, saveClusterHealth } from "@/lib/db/cluster-health";
import { type ClusterRecord, listClusterRecords } from "@/lib/db/clusters";
import { connectionOf } from "@/lib/kubernetes/api-client";
import { inLanes } from "@/lib/kubernetes/checkup/in-lanes";
import { probeApiServer } from "@/lib/kubernetes/probe-api-server";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/registry";
import type { Secret } from "@/lib/secrets/secret";
import { pauseAfter } from "./circuit-breaker";

const CONCURRENCY = 32;
/** A cluster that takes longer than that to say its version is not well. */
const PROBE_MS_MAX = 10_000;

export type SweepResult = {
  readonly looked: number;
  /** Left alone by their circuit breakers, or without a token that opens. */
  readonly passed: number;
};

/**
 * Looks at every cluster once, 32 at a time, and keeps what was seen. One that has failed often is left alone for a while;
 * one whose token does not open is left to readiness, which says so.
 */
export async function sweepHealth(): Promise<SweepResult> {
  const records = await listClusterRecords();
  const [tokens, known] = await Promise.all([readClusterTokens(records), listClusterHealth()]);
  const now = Date.now();
  const due = records.flatMap((record) => {
    const token = tokens.get(record.id)?.value ?? null;
    const before = known.get(record.id);
    return token === null || isPausing(before, now) ? [] : [{ record, token, before }];
  });
  const seen = new Map(known);
  await inLanes(due, CONCURRENCY, async ({ record, token, before }) => {
    const health = await look(record, token, before);
    if (health !== null) seen.set(record.id, health);
  });
  countOutcomes(records, seen);
  return { looked: due.length, passed: records.length - due.length };
}

function isPausing(before: StoredHealth | undefined, now: number): boolean {
  if (before === undefined) return false;
  return now < Date.parse(before.checkedAt) + pauseAfter(before.failures, Math.random());
}

/** One look; null when it could not be kept, as when the cluster was deleted meanwhile. */
async function look(
  record: ClusterRecord,
  token: Secret<string>,
  before: StoredHealth | undefined,
): Promise<StoredHealth | null> {
  const startedAt = performance.now();
  try {
    const probe = await probeApiServer(connectionOf(record, token), { totalMsMax: PROBE_MS_MAX });
    const seen: HealthSeen = { ...probe, durationMs: Math.round(performance.now() - startedAt) };
    if (before?.outcome !== seen.outcome)
      log.info({ cluster: record.name, outcome: seen.outcome }, "health of a cluster changed");
    return await saveClusterHealth(record.id, seen, { before, at: new Date() });
  } catch (error) {
    log.warn({ cluster: record.name, error }, "health of a cluster could not be kept");
    return null;
  }
}

/** A cluster that nobody has looked at yet is neither up nor down. */
function countOutcomes(records: readonly ClusterRecord[], seen: ReadonlyMap<string, StoredHealth>): void {
  const { clusterHealth, clusterUp } = metrics();
  clusterHealth.reset();
  clusterUp.reset();
  for (const { id, name } of records) {
    const outcome = seen.get(id)?.outcome;
    if (outcome === undefined) continue;
    clusterHealth.labels(outcome).inc();
    clusterUp.labels(name).set(outcome === "ok" ? 1 : 0);
  }
}
