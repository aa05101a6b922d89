import "server-only";
import { mainTextOf } from "@/lib/bundles/bundle";
import { planBundle } from "@/lib/bundles/plan-bundle";
import type { RenderSource } from "@/lib/db/render-sources";
import { findLiveRevision, nextRevisionNumber } from "@/lib/db/revisions";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import { describePlace } from "@/lib/deployments/transport-schema";
import { AppError } from "@/lib/errors";
import { checkConfig } from "@/lib/prometheus/check-config";
import { formatPrometheusVersion } from "@/lib/prometheus/versions";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { resolveVersion, type ServerVersion } from "@/lib/prometheus-api/server-version";
import { type Problem, problem } from "@/lib/result";
import { type Plan, planSchema } from "@/lib/servers/schema";
import { findUnknownContent } from "./preflight";
import { renderMasked, renderServer } from "./render-server";
import { openTransport } from "./transports/transport";

/** What the next deployment to a server would change. Nothing is written, and only the version is asked from Prometheus. */
export async function planDeployment(serverId: string): Promise<Plan> {
  const server = await findServerRecord(serverId);
  if (server === null) throw new AppError("not_found");
  const resolved = await resolveVersion(server, server.prometheusVersion);
  const { version } = resolved;
  const { bundle, sources } = await renderServer(server, version);
  const live = await findLiveRevision(serverId);
  const nextText = mainTextOf(bundle);
  const { isUpToDate, files, jobs } = planBundle(live?.bundle ?? null, bundle);
  const problems = [
    ...checkConfig(nextText, version),
    ...versionProblems(resolved, server),
    ...insecureProblems(sources),
    ...(await diskProblems(server, nextText)),
  ];
  return planSchema.parse({
    digest: bundle.digest,
    nextNumber: await nextRevisionNumber(serverId),
    isUpToDate,
    prometheusVersion: formatPrometheusVersion(version),
    versionSource: resolved.source,
    files,
    jobs,
    problems,
    deployedConfig: live?.configMasked ?? "",
    nextConfig: renderMasked(server, version, sources),
  });
}

function versionProblems({ failure, version }: ServerVersion, server: ServerRecord): Problem[] {
  if (failure === null) return [];
  const assumed = problem("server/version-assumed", {
    severity: "warning",
    parameters: { version: formatPrometheusVersion(version) },
  });
  return [{ ...problemOfFailure(failure, server), severity: "warning" }, assumed];
}

function insecureProblems(sources: readonly RenderSource[]): Problem[] {
  return sources
    .filter(({ caPem }) => caPem === null)
    .map(({ cluster }) => problem("server/insecure-cluster", { severity: "warning", parameters: { cluster: cluster.name } }));
}

/** What the disk says already now: people shall not learn it only after pressing the button. */
async function diskProblems(server: ServerRecord, nextText: string): Promise<Problem[]> {
  const disk = await openTransport(server).readBack();
  if (!disk.ok) return disk.problems.map((found) => ({ ...found, severity: "warning" }));
  const { owner } = disk.value;
  if (owner !== null && owner.serverId !== server.id) {
    const parameters = {
      path: `${describePlace(server.transport)}/promfleet/owner.json`,
      owner: owner.serverName,
      ownerId: owner.serverId,
    };
    return [problem("deployment/foreign-owner", { severity: "warning", parameters })];
  }
  const unknown = await findUnknownContent({ serverId: server.id, baseConfig: server.baseConfig.reveal(), nextText }, disk.value);
  return unknown === null ? [] : [{ ...unknown, severity: "warning" }];
}
