import "server-only";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { type ClusterRecord, getClusterRecord } from "@/lib/db/clusters";
import { listServerRecords, type ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { type BuiltJob, buildJobs } from "@/lib/job-templates";
import { type ApiServerConnection, connectionOf } from "@/lib/kubernetes/api-client";
import { NEWEST_KNOWN_VERSION, type PrometheusVersion, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { problem } from "@/lib/result";
import { toClusters } from "./to-cluster";

/** What every question of the target doctor begins with. */
export type DoctorContext = {
  readonly cluster: ClusterRecord;
  readonly connection: ApiServerConnection;
  readonly jobs: readonly BuiltJob[];
  /** Of the first server that watches the cluster, else the newest known one. */
  readonly version: PrometheusVersion;
  readonly servers: readonly ServerRecord[];
};

/** Opens a cluster for the target doctor: its credential, its jobs, the servers that watch it. */
export async function openDoctorContext(clusterId: string): Promise<DoctorContext> {
  const cluster = await getClusterRecord(clusterId);
  const token = (await readClusterTokens([cluster])).get(cluster.id)?.value ?? null;
  if (token === null) {
    throw new AppError("conflict", {
      problems: [problem("cluster/credential-unusable", { parameters: { cluster: cluster.name } })],
    });
  }
  const all = await listServerRecords();
  const servers = all.filter(({ clusters }) => clusters.some(({ id }) => id === cluster.id));
  const version = parsePrometheusVersion(servers[0]?.prometheusVersion ?? "") ?? NEWEST_KNOWN_VERSION;
  const [shown] = await toClusters([cluster]);
  const jobs = shown === undefined ? null : buildJobs(shown, { prometheusVersion: version, selfAddress: "localhost:9090" });
  if (jobs === null || !jobs.ok) throw new AppError("conflict", { problems: jobs?.problems ?? [] });
  return { cluster, connection: connectionOf(cluster, token), jobs: jobs.value, version, servers };
}
