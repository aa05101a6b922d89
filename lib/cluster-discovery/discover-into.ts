import "server-only";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import type { ClusterRecord } from "@/lib/db/clusters";
import { findDiscoverySnapshot, storeDiscoverySnapshot } from "@/lib/db/discovery-snapshots";
import { connectionOf } from "@/lib/kubernetes/api-client";
import type { LabelSet } from "@/lib/relabel/label-set";
import { type Problem, problem } from "@/lib/result";
import { problemOfList } from "./list-problem";
import { type RequestOutcome, type RunOptions, runDiscovery } from "./run-discovery";
import { type DiscoveryPart, type DiscoveryRequest, requestKey } from "./schema";
import { createSnapshotWriter, readSnapshot, SNAPSHOT_BYTES_MAX, type SnapshotWriter } from "./snapshot";

/** Takes the targets of one request: label sets, and the same as lines of JSON. */
export type PartTaker = {
  take(targets: readonly LabelSet[], lines: string): void | Promise<void>;
  /** What was taken does not count: the list begins anew, or the last known targets follow instead. */
  restart(): void | Promise<void>;
};

/** A part whose targets went to its taker. */
export type PartEnd = Omit<DiscoveryPart, "targets"> & { readonly targetCount: number };

/** Discovers, gives the targets away while they are found, and keeps a snapshot of whatever could be read. */
export async function discoverInto(
  cluster: ClusterRecord,
  wanted: readonly { request: DiscoveryRequest; taker: PartTaker }[],
  options: Omit<RunOptions, "cluster">,
): Promise<PartEnd[]> {
  const takenAt = new Date();
  const parts = wanted.map(({ request, taker }) => createPart(cluster, request, taker));
  try {
    const token = (await readClusterTokens([cluster])).get(cluster.id)?.value ?? null;
    if (token === null) {
      const problems = [problem("cluster/credential-unusable", { parameters: { cluster: cluster.name } })];
      return await Promise.all(parts.map((part) => part.fallBack(problems)));
    }
    const sinks = parts.map(({ request, sink }) => ({ request, sink }));
    const outcomes = await runDiscovery(connectionOf(cluster, token), sinks, { ...options, cluster: cluster.name });
    return await Promise.all(parts.map((part, index) => endOf(part, outcomes[index], { cluster, takenAt })));
  } finally {
    for (const part of parts) part.discard();
  }
}

type Part = ReturnType<typeof createPart>;

function endOf(
  part: Part,
  outcome: RequestOutcome | undefined,
  { cluster, takenAt }: { cluster: ClusterRecord; takenAt: Date },
): Promise<PartEnd> {
  if (outcome?.ok === true) return part.keep(takenAt, outcome.warnings);
  const failures = outcome?.failures ?? [];
  return part.fallBack(failures.map(({ resource, failure }) => problemOfList(failure, cluster.name, resource)));
}

function createPart(cluster: ClusterRecord, request: DiscoveryRequest, taker: PartTaker) {
  const key = requestKey(request);
  let writer: SnapshotWriter = createSnapshotWriter();
  let targetCount = 0;

  async function take(targets: readonly LabelSet[]): Promise<string> {
    const lines = targets.map((labels) => `${JSON.stringify(labels)}\n`).join("");
    targetCount += targets.length;
    await taker.take(targets, lines);
    return lines;
  }

  async function restart(): Promise<void> {
    writer.discard();
    writer = createSnapshotWriter();
    targetCount = 0;
    await taker.restart();
  }

  return {
    request,
    sink: { take: async (targets: readonly LabelSet[]) => writer.write(await take(targets)), restart },
    discard: () => writer.discard(),

    /** What was read is complete: it is the next snapshot. */
    async keep(takenAt: Date, warnings: readonly Problem[]): Promise<PartEnd> {
      const pieces = await writer.finish();
      const problems = [...warnings];
      if (pieces === null) problems.push(snapshotTooLarge(cluster));
      else await storeDiscoverySnapshot(cluster.id, key, { takenAt, targetCount, pieces });
      return { request, targetCount, takenAt, isLive: true, problems };
    },

    /** The last known targets instead; none when there are none. */
    async fallBack(problems: readonly Problem[]): Promise<PartEnd> {
      if (targetCount > 0) await restart();
      const snapshot = await findDiscoverySnapshot(cluster.id, key);
      if (snapshot !== null) for await (const targets of readSnapshot(snapshot.pieces)) await take(targets);
      return { request, targetCount, takenAt: snapshot?.takenAt ?? new Date(), isLive: false, problems };
    },
  };
}

function snapshotTooLarge({ name }: ClusterRecord): Problem {
  const parameters = { cluster: name, megabytes: SNAPSHOT_BYTES_MAX / 1024 / 1024 };
  return problem("cluster/discovery-snapshot-too-large", { severity: "warning", parameters });
}
