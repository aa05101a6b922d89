import { problemOfList } from "@/lib/cluster-discovery/list-problem";
import { runDiscovery } from "@/lib/cluster-discovery/run-discovery";
import { type DiscoveryRequest, requestKey } from "@/lib/cluster-discovery/schema";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { discoverTargets } from "@/lib/kubernetes/discovery";
import { createDumpReader, type Dump } from "@/lib/kubernetes-dump/read-dump";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import { type Problem, problem } from "@/lib/result";
import { takeTurns } from "@/lib/take-turns";
import type { PlannedCluster } from "@/lib/target-plan/assemble-plan";
import { listClusterChanges, planCluster, readClusterChange } from "@/lib/target-plan/plan-cluster";
import type { CutConfig } from "@/lib/target-plan/plan-job";
import type { Sight } from "@/lib/target-plan/schema";
import { chunksOf } from "./target-stream";

/** How the targets of a cluster can be found: asked now, or from what kubectl has printed; null for a cluster that we do not know. */
export type ClusterSource =
  | { readonly kind: "live"; readonly connection: ApiServerConnection }
  | { readonly kind: "dump"; readonly files: readonly string[] }
  | null;

type Seen = {
  readonly sight: Sight;
  readonly takenAt: Date | null;
  readonly problems: readonly Problem[];
  readonly targets: ReadonlyMap<string, readonly LabelSet[]>;
};

/** Foretells every cluster of either config; clusters are discovered one after the other. */
export async function planFleetClusters(
  {
    before,
    after,
    version,
  }: { readonly before: CutConfig | null; readonly after: CutConfig; readonly version: PrometheusVersion },
  sourceOf: (cluster: string) => ClusterSource,
): Promise<PlannedCluster[]> {
  const planned: PlannedCluster[] = [];
  for (const change of listClusterChanges(before, after)) {
    const wanted = readClusterChange(change, before, after);
    const { targets, ...seen } = await discover(change.cluster, sourceOf(change.cluster), { requests: wanted.requests, version });
    const jobs = await takeTurns(planCluster(wanted, targets));
    planned.push({ ...change, ...seen, problems: [...wanted.problems, ...seen.problems], ...jobs });
  }
  return planned;
}

type Wanted = { readonly requests: readonly DiscoveryRequest[]; readonly version: PrometheusVersion };

async function discover(cluster: string, source: ClusterSource, wanted: Wanted): Promise<Seen> {
  if (source === null) {
    return {
      sight: "unseen",
      takenAt: null,
      problems: [problem("plan/unknown-cluster", { parameters: { cluster } })],
      targets: new Map(),
    };
  }
  return source.kind === "live"
    ? await discoverLive(cluster, source.connection, wanted)
    : await discoverDump(source.files, wanted);
}

async function discoverLive(cluster: string, connection: ApiServerConnection, { requests, version }: Wanted): Promise<Seen> {
  const found = requests.map((request) => {
    const targets: LabelSet[] = [];
    const sink = { take: (more: readonly LabelSet[]) => void targets.push(...more), restart: () => void targets.splice(0) };
    return { request, sink, targets };
  });
  const takenAt = new Date();
  const outcomes = await runDiscovery(connection, found, { cluster, version });
  const problems = outcomes.flatMap((outcome) =>
    outcome.ok
      ? [...outcome.warnings]
      : outcome.failures.map(({ resource, failure }) => problemOfList(failure, cluster, resource)),
  );
  const isWhole = outcomes.every(({ ok }) => ok);
  const targets = new Map(found.map(({ request, targets }, index) => [requestKey(request), outcomes[index]?.ok ? targets : []]));
  return { sight: isWhole ? "live" : "unseen", takenAt: isWhole ? takenAt : null, problems: onceEach(problems), targets };
}

async function discoverDump(files: readonly string[], { requests, version }: Wanted): Promise<Seen> {
  const { objects, problems: dumpProblems } = await readDump(files);
  const problems = [...dumpProblems];
  const targets = new Map<string, readonly LabelSet[]>();
  for (const request of requests) {
    const found = discoverTargets(request.role, objects, { version, attachNode: request.attachNode });
    targets.set(requestKey(request), found.targets);
    problems.push(...found.warnings);
  }
  // A dump does not say when it was taken.
  return { sight: "snapshot", takenAt: null, problems: onceEach(problems), targets };
}

async function readDump(files: readonly string[]): Promise<Dump> {
  const reader = createDumpReader();
  for (const file of files) {
    for await (const chunk of chunksOf(file)) if (!reader.push(chunk)) break;
    reader.endFile();
  }
  return reader.end();
}

function onceEach(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}
