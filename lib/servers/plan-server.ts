import "server-only";
import { type Bundle, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { maskConfig } from "@/lib/bundles/mask-config";
import { planBundle } from "@/lib/bundles/plan-bundle";
import { renderBundle } from "@/lib/bundles/render-bundle";
import { getRenderSources, type RenderSource } from "@/lib/db/render-sources";
import { findLiveRevision, nextRevisionNumber } from "@/lib/db/revisions";
import type { ServerRecord } from "@/lib/db/servers";
import { findUnknownContent } from "@/lib/deployments/preflight";
import { openTransport } from "@/lib/deployments/transports/transport";
import { AppError } from "@/lib/errors";
import { checkConfig } from "@/lib/prometheus/check-config";
import { formatPrometheusVersion } from "@/lib/prometheus/versions";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { resolveVersion, type ServerVersion } from "@/lib/prometheus-api/server-version";
import { type Problem, problem } from "@/lib/result";
import { type Plan, planSchema } from "@/lib/servers/schema";
import { getServerRecord } from "./get-server-record";

/** What the next revision of a server would change. Nothing is written, and only the version is asked from Prometheus. */
export async function planServer(id: string): Promise<Plan> {
  const server = await getServerRecord(id);
  const version = await resolveVersion(server, server.prometheusVersion);
  const sources = await getRenderSources(server.clusters.map((cluster) => cluster.id));
  const bundle = renderSources(server, version, sources);
  const live = await findLiveRevision(id);
  const nextText = bundle.files.find(({ path }) => path === MAIN_CONFIG_PATH)?.content ?? "";
  const { isUpToDate, files, jobs } = planBundle(live?.bundle ?? null, bundle);
  const problems = [
    ...checkConfig(nextText, version.version),
    ...versionProblems(version, server),
    ...insecureProblems(sources),
    ...(await diskProblems(server, nextText)),
  ];
  return planSchema.parse({
    digest: bundle.digest,
    nextNumber: await nextRevisionNumber(id),
    isUpToDate,
    prometheusVersion: formatPrometheusVersion(version.version),
    versionSource: version.source,
    files,
    jobs,
    problems,
    deployedConfig: live?.configMasked ?? "",
    nextConfig: maskConfig(nextText),
  });
}

function renderSources(server: ServerRecord, { version }: ServerVersion, sources: readonly RenderSource[]): Bundle {
  const clusters = sources.map(({ cluster, token, caPem }) => ({ cluster, token: token.reveal(), caPem }));
  const bundle = renderBundle({ url: server.url, prometheusVersion: version }, server.baseConfig.reveal(), clusters);
  if (!bundle.ok) throw new AppError("invalid_input", { problems: bundle.problems });
  return bundle.value;
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
  const disk = await openTransport(server.transport).readBack();
  if (!disk.ok) return disk.problems.map((found) => ({ ...found, severity: "warning" }));
  const { owner } = disk.value;
  if (owner !== null && owner.serverId !== server.id) {
    const parameters = {
      path: `${server.transport.directory}/promfleet/owner.json`,
      owner: owner.serverName,
      ownerId: owner.serverId,
    };
    return [problem("deployment/foreign-owner", { severity: "warning", parameters })];
  }
  const unknown = await findUnknownContent({ serverId: server.id, baseConfig: server.baseConfig.reveal(), nextText }, disk.value);
  return unknown === null ? [] : [{ ...unknown, severity: "warning" }];
}
