import "server-only";
import { createHash } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";
import { estimateBudget, INTERVAL_DEFAULT_MS } from "@/lib/api-budget/estimate-budget";
import type { ApiBudget } from "@/lib/api-budget/schema";
import { discoverInto } from "@/lib/cluster-discovery/discover-into";
import { type DiscoveryRequest, requestKey } from "@/lib/cluster-discovery/schema";
import { readSnapshot } from "@/lib/cluster-discovery/snapshot";
import { findCheckup } from "@/lib/db/cluster-checkups";
import { findDiscoverySnapshot } from "@/lib/db/discovery-snapshots";
import type { ServerRecord } from "@/lib/db/servers";
import type { BuiltJob } from "@/lib/job-templates";
import { parseDuration } from "@/lib/prometheus/duration";
import { compilePipeline, targetIdentity } from "@/lib/prometheus/target-pipeline";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder } from "@/lib/prometheus/yaml-node";
import type { LabelSet } from "@/lib/relabel/label-set";
import { toShaped } from "@/lib/relabel/shape-table";
import type { Problem } from "@/lib/result";
import { pipelineOf } from "@/lib/target-doctor/diagnose-jobs";
import { type DoctorContext, openDoctorContext } from "./doctor-context";
import { requestsOf } from "./find-object-targets";

/** Each lists the whole cluster. */
const LIMIT = { max: 6, windowMs: 60_000 };

/** What the jobs cost the cluster's API server, by the targets that were last discovered. */
export async function getApiBudget(clusterId: string): Promise<ApiBudget> {
  return budgetOf(await openDoctorContext(clusterId), []);
}

/** The same after discovering the cluster anew. What cannot be read now is a problem, and the last count stays. */
export async function countApiBudget(clusterId: string, actor: Actor): Promise<ApiBudget> {
  await limitAttempts(`count-budget:${actor.id}`, LIMIT);
  const context = await openDoctorContext(clusterId);
  const { cluster, jobs, version } = context;
  // Targets are kept as a snapshot while they are found; here they need not be.
  const taker = { take: () => undefined, restart: () => undefined };
  const ends = await discoverInto(
    cluster,
    requestsOf(jobs).map((request) => ({ request, taker })),
    { version },
  );
  return budgetOf(
    context,
    ends.flatMap(({ problems }) => problems).filter(({ severity }) => severity === "error"),
  );
}

async function budgetOf(context: DoctorContext, problems: readonly Problem[]): Promise<ApiBudget> {
  const { cluster, jobs, version, servers } = context;
  const [counted, checkup] = await Promise.all([countTargets(context), findCheckup(cluster.id)]);
  const bytes = new Map(jobs.flatMap(({ config }) => bytesOf(config.job_name, checkup?.fetches ?? [])));
  const estimate = estimateBudget({
    apiServer: cluster.apiServer,
    jobs,
    version,
    servers: servers.map(({ name }) => name),
    globalIntervalMs: Math.min(
      ...servers.map(globalIntervalOf),
      servers.length === 0 ? INTERVAL_DEFAULT_MS : Number.POSITIVE_INFINITY,
    ),
    targets: counted.targets,
    bytes,
  });
  return {
    ...estimate,
    countedAt: counted.takenAt?.toISOString() ?? null,
    measuredAt: bytes.size === 0 ? null : (checkup?.takenAt ?? null),
    problems,
  };
}

/** What a server's own config gives to jobs without an interval. */
function globalIntervalOf({ baseConfigMasked }: ServerRecord): number {
  const document = parseYaml(baseConfigMasked);
  const node = valueUnder(valueUnder(document.ok ? document.value.root : null, "global"), "scrape_interval");
  const duration = parseDuration(node?.kind === "scalar" ? node.text : "0");
  return duration.ok && duration.value > 0 ? duration.value : INTERVAL_DEFAULT_MS;
}

type Fetch = { readonly jobs: readonly string[]; readonly outcome: string; readonly bytes: number };

/** The mean of the trial fetches that went the job's way. */
function bytesOf(jobName: string, fetches: readonly Fetch[]): [string, number][] {
  const label = jobName.slice(jobName.indexOf("/") + 1);
  const own = fetches.filter(({ jobs, outcome, bytes }) => outcome === "ok" && bytes > 0 && jobs.includes(label));
  return own.length === 0 ? [] : [[jobName, own.reduce((sum, { bytes }) => sum + bytes, 0) / own.length]];
}

type Counted = { readonly targets: ReadonlyMap<string, number>; readonly takenAt: Date | null };

/** Targets of each job, from the snapshots; one read per snapshot, whatever the number of jobs. */
async function countTargets({ cluster, jobs, version }: DoctorContext): Promise<Counted> {
  const counters = jobs.map((job) => createCounter(job, version));
  const times: Date[] = [];
  const seen = new Set<string>();
  for (const request of requestsOf(jobs)) {
    const key = requestKey(request);
    const snapshot = await findDiscoverySnapshot(cluster.id, key);
    if (snapshot === null) continue;
    seen.add(key);
    times.push(snapshot.takenAt);
    const own = counters.filter(({ requests }) => requests.some((one) => requestKey(one) === key));
    for await (const batch of readSnapshot(snapshot.pieces)) for (const { add } of own) add(batch);
  }
  const known = counters.filter(({ requests }) => requests.every((request) => seen.has(requestKey(request))));
  return {
    targets: new Map(known.map(({ jobName, count }) => [jobName, count()])),
    takenAt: times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime()))),
  };
}

/** Counts the different targets of one job without keeping them. */
function createCounter(job: BuiltJob, version: PrometheusVersion) {
  const { config } = job;
  const pipeline = pipelineOf(config, version);
  const run = pipeline === null ? null : compilePipeline(pipeline);
  const identities = new Set<string>();
  const requests: readonly DiscoveryRequest[] = requestsOf([job]);
  const fixed = (config.static_configs ?? []).reduce((sum, { targets }) => sum + targets.length, 0);
  return {
    jobName: config.job_name,
    requests,
    add(batch: readonly LabelSet[]) {
      for (const labels of batch) {
        const outcome = run?.(toShaped(labels));
        if (outcome?.kind === "kept") identities.add(createHash("sha1").update(targetIdentity(outcome)).digest("base64"));
      }
    },
    count: () => identities.size + fixed,
  };
}
