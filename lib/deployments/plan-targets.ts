import "server-only";
import { requestKey } from "@/lib/cluster-discovery/schema";
import { type ClusterRecord, listClusterRecords } from "@/lib/db/clusters";
import { findLiveRevision } from "@/lib/db/revisions";
import type { ServerRecord } from "@/lib/db/servers";
import { findLiveForecast } from "@/lib/db/target-forecasts";
import { AppError } from "@/lib/errors";
import { formatPrometheusVersion, type PrometheusVersion } from "@/lib/prometheus/versions";
import { type Problem, problem } from "@/lib/result";
import { takeTurns } from "@/lib/take-turns";
import { assemblePlan, type PlannedCluster, pageOfChanges } from "@/lib/target-plan/assemble-plan";
import type { KeptCluster } from "@/lib/target-plan/forecast-lines";
import { listClusterChanges, planCluster, planKeptCluster, readClusterChange } from "@/lib/target-plan/plan-cluster";
import { type CutConfig, cutConfig } from "@/lib/target-plan/plan-job";
import type { Sight, TargetChanges, TargetChangesQuery, TargetPlan } from "@/lib/target-plan/schema";
import { type Candidate, openCandidate } from "./candidate";
import { discoverOrRemember } from "./discovery-memory";
import { type KnownPlan, knownPlans } from "./known-plans";
import { unpackForecast } from "./pack-forecast";

/** Clusters that are listed at once. */
const CONCURRENT_MAX = 4;

/** An open page asks again and again; a plan of this age is still told. */
const FRESH_MS = 30_000;
/** What people have seen and acknowledged holds this long; then the clusters are asked again. */
const VALID_MS = 600_000;

/** What the next deployment to a server, or the rollback to a revision, would change among its targets. */
export async function planTargets(serverId: string, revisionId: string | null = null): Promise<TargetPlan> {
  return (await getTargetPlan(await openCandidate(serverId, revisionId), FRESH_MS)).plan;
}

/** A page of the targets that change in one way; `conflict` when the plan that it is about is not known any more. */
export async function listTargetChanges(serverId: string, query: TargetChangesQuery): Promise<TargetChanges> {
  const known = await knownPlans.find(serverId, query.digest);
  if (known === null) throw new AppError("conflict", { problems: [problem("deployment/plan-forgotten")] });
  return pageOfChanges(known.clusters, query);
}

/** The plan of exactly this candidate, as it was shown or, when that is too long ago, made anew. */
export async function getShownTargetPlan(candidate: Candidate): Promise<KnownPlan> {
  return await getTargetPlan(candidate, VALID_MS);
}

async function getTargetPlan({ server, resolved, bundle }: Candidate, ageMaxMs: number): Promise<KnownPlan> {
  const { version } = resolved;
  const live = await findLiveRevision(server.id);
  const { lossPercentMax } = server.policy;
  const key = { serverId: server.id, digest: bundle.digest, liveDigest: live?.digest ?? null, lossPercentMax };
  return await knownPlans.remember(key, ageMaxMs, async () => {
    const before = live === null ? null : cutConfig(live.bundle.config, live.bundle.jobs, version);
    const after = cutConfig(bundle.config, bundle.jobs, version);
    const clusters = await planClusters(server, { before, after, version });
    const frame = {
      digest: bundle.digest,
      prometheusVersion: formatPrometheusVersion(version),
      madeAt: new Date().toISOString(),
      lossPercentMax,
      notForeseen: [...after.ownJobs],
    };
    return { plan: assemblePlan(frame, clusters), clusters };
  });
}

type Configs = { readonly before: CutConfig | null; readonly after: CutConfig; readonly version: PrometheusVersion };

async function planClusters(server: ServerRecord, configs: Configs): Promise<PlannedCluster[]> {
  const changes = listClusterChanges(configs.before, configs.after);
  const kept = await readKept(server.id);
  const records = new Map((await listClusterRecords()).map((record) => [record.name, record]));
  const planned: PlannedCluster[] = [];
  for (let start = 0; start < changes.length; start += CONCURRENT_MAX) {
    const some = changes.slice(start, start + CONCURRENT_MAX);
    planned.push(...(await Promise.all(some.map((one) => planOne(one, { configs, kept, records })))));
  }
  return planned;
}

async function readKept(serverId: string): Promise<Map<string, KeptCluster>> {
  const packed = await findLiveForecast(serverId);
  const clusters = packed === null ? [] : await unpackForecast(packed);
  return new Map(clusters.map((one) => [one.cluster, one]));
}

type Sources = {
  readonly configs: Configs;
  readonly kept: ReadonlyMap<string, KeptCluster>;
  readonly records: ReadonlyMap<string, ClusterRecord>;
};

async function planOne(
  { cluster, change }: ReturnType<typeof listClusterChanges>[number],
  { configs, kept, records }: Sources,
): Promise<PlannedCluster> {
  const known = kept.get(cluster);
  const record = records.get(cluster);
  // What does not change is counted as it was foreseen last; what Promfleet has forgotten cannot be asked.
  if (known !== undefined && known.sight !== "unseen" && (change === "same" || record === undefined)) {
    const planned = await takeTurns(planKeptCluster(cluster, change === "removed", known.jobs));
    const takenAt = known.takenAt === null ? null : new Date(known.takenAt);
    return { cluster, change, sight: "forecast", takenAt, problems: [], ...planned };
  }
  const wanted = readClusterChange({ cluster, change }, configs.before, configs.after);
  if (record === undefined) {
    const planned = await takeTurns(planCluster(wanted, new Map()));
    return { cluster, change, sight: "unseen", takenAt: null, problems: wanted.problems, ...planned };
  }
  const { parts } = await discoverOrRemember(record, wanted.requests, configs.version);
  const discovered = new Map(parts.map(({ request, targets }) => [requestKey(request), targets]));
  const planned = await takeTurns(planCluster(wanted, discovered));
  const sight = worstOf(parts.map((part) => sightOf(part)));
  const takenAt = sight === "unseen" ? null : oldestOf(parts.map((part) => part.takenAt));
  const problems = onceEach([...wanted.problems, ...parts.flatMap((part) => part.problems)]);
  return { cluster, change, sight, takenAt, problems, ...planned };
}

/** Several discoveries of a cluster say the same of the same objects. */
function onceEach(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}

function sightOf({ isLive, targets }: { readonly isLive: boolean; readonly targets: readonly unknown[] }): Sight {
  if (isLive) return "live";
  return targets.length === 0 ? "unseen" : "snapshot";
}

function worstOf(sights: readonly Sight[]): Sight {
  return (["unseen", "snapshot"] as const).find((sight) => sights.includes(sight)) ?? "live";
}

function oldestOf(dates: readonly Date[]): Date {
  return dates.reduce((oldest, date) => (date < oldest ? date : oldest), new Date());
}
