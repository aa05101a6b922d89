import "server-only";
import { findShrinkages } from "@/lib/bundles/find-shrinkages";
import { planBundle } from "@/lib/bundles/plan-bundle";
import { findLiveRevision, nextRevisionNumber, type RevisionRecord } from "@/lib/db/revisions";
import { findLiveRollback, wasRevisionLive } from "@/lib/db/rollbacks";
import type { ServerRecord } from "@/lib/db/servers";
import { describePlace } from "@/lib/deployments/transport-schema";
import { formatPrometheusVersion } from "@/lib/prometheus/versions";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import type { ServerVersion } from "@/lib/prometheus-api/server-version";
import { type Problem, problem } from "@/lib/result";
import { type Plan, planSchema } from "@/lib/servers/schema";
import { openCandidate } from "./candidate";
import { checkBundle } from "./check-bundle";
import { findForeignOwner } from "./drift/judge-drift";
import { findUnansweredDrift } from "./drift/unanswered-drift";
import { findHolds } from "./guards/find-holds";
import { openTransport } from "./transports/transport";

/**
 * What the next deployment to a server, or the rollback to a revision, would change. Nothing is written, and only the
 * version is asked from Prometheus.
 */
export async function planDeployment(serverId: string, revisionId: string | null = null): Promise<Plan> {
  const candidate = await openCandidate(serverId, revisionId);
  const { server, resolved, bundle } = candidate;
  const { version } = resolved;
  const live = await findLiveRevision(serverId);
  const { isUpToDate, files, jobs } = planBundle(live?.bundle ?? null, bundle);
  const problems = [
    ...(await checkBundle(bundle, version)),
    ...versionProblems(resolved, server),
    ...candidate.problems,
    ...(openTransport(server).remarks?.(bundle) ?? []),
    ...(await diskProblems(server, bundle.config)),
  ];
  return planSchema.parse({
    digest: bundle.digest,
    nextNumber: await nextRevisionNumber(serverId),
    isUpToDate,
    prometheusVersion: formatPrometheusVersion(version),
    versionSource: resolved.source,
    files,
    jobs,
    shrinkages: findShrinkages(live?.bundle.jobs ?? null, bundle.jobs, server.policy.shrinkPercentMax),
    rollback: candidate.rolledBackTo === null ? null : await describeRollback(candidate.rolledBackTo),
    liveRollback: await findLiveRollback(serverId),
    holds: await findHolds(server),
    problems,
    deployedConfig: live?.configMasked ?? "",
    nextConfig: candidate.masked(),
  });
}

async function describeRollback({ id, number }: RevisionRecord): Promise<NonNullable<Plan["rollback"]>> {
  return { revisionId: id, number, wasLive: await wasRevisionLive(id) };
}

function versionProblems({ failure, version }: ServerVersion, server: ServerRecord): Problem[] {
  if (failure === null) return [];
  const assumed = problem("server/version-assumed", {
    severity: "warning",
    parameters: { version: formatPrometheusVersion(version) },
  });
  return [{ ...problemOfFailure(failure, server), severity: "warning" }, assumed];
}

/** What the disk says already now: people shall not learn it only after pressing the button. */
async function diskProblems(server: ServerRecord, nextText: string): Promise<Problem[]> {
  const transport = openTransport(server);
  const disk = await transport.readBack();
  if (!disk.ok) return disk.problems.map((found) => ({ ...found, severity: "warning" }));
  const foreign = findForeignOwner(disk.value.owner, { id: server.id, place: describePlace(server.transport) });
  if (foreign !== null) return [{ ...foreign, severity: "warning" }];
  const unknown = await findUnansweredDrift({ server, nextText, transport }, disk.value, null);
  return unknown === null ? [] : [{ ...unknown, severity: "warning" }];
}
