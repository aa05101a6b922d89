import "server-only";
import type { Actor } from "@/lib/access/actor";
import { needsOfJobs } from "@/lib/cluster-access";
import { findClusterBySystemUid, saveCheckup } from "@/lib/db/cluster-checkups";
import { connectionOf } from "@/lib/kubernetes/api-client";
import { runCheckup } from "@/lib/kubernetes/checkup/run-checkup";
import { log } from "@/lib/log";
import { assertUsableCa } from "./check-tls";
import type { CheckupEvent, CheckupInput, CheckupReport } from "./checkup-schema";
import { limitProbes } from "./limit-probes";
import { tokenForConnection } from "./token-for-connection";

type Run = (tell: (event: CheckupEvent) => void, signal: AbortSignal) => Promise<void>;

/**
 * Prepares the checkup of a cluster, saved or not; what is wrong with the question itself is thrown here. The returned run
 * tells what it finds, and the whole report at the end; the report of a saved cluster with its stored token is kept.
 */
export async function checkUpCluster(input: CheckupInput, actor: Actor): Promise<Run> {
  assertUsableCa(input.tls);
  await limitProbes(actor);
  const connection = connectionOf(input, await tokenForConnection(input));
  const jobs = needsOfJobs(input);
  return async (tell, signal) => {
    try {
      const seen = await runCheckup(connection, jobs, { tell, signal });
      const report = await withTwin(seen, input.clusterId, tell);
      // A browser that has gone leaves half a report behind: not worth keeping.
      if (input.clusterId !== undefined && input.token === undefined && !signal.aborted)
        await saveCheckup(input.clusterId, report);
      log.info({ actor: actor.id, cluster: input.clusterId ?? null, outcome: report.outcome }, "cluster checked up");
      tell({ kind: "report", report });
    } catch (error) {
      log.error({ error, cluster: input.clusterId ?? null }, "a checkup broke");
      tell({ kind: "broken" });
    }
  };
}

/** Warns when the same cluster is registered under another name. */
async function withTwin(
  report: CheckupReport,
  clusterId: string | undefined,
  tell: (event: CheckupEvent) => void,
): Promise<CheckupReport> {
  const twin = report.systemUid === null ? null : await findClusterBySystemUid(report.systemUid, clusterId);
  if (twin === null) return report;
  const warning = { code: "same_cluster", parameters: { id: twin.id, name: twin.name } } as const;
  tell({ kind: "warning", warning });
  return { ...report, warnings: [...report.warnings, warning] };
}
