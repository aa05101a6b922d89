import "server-only";
import type { Bundle } from "@/lib/bundles/bundle";
import { type CredentialFate, renamePaths, rollBackBundle } from "@/lib/bundles/roll-back-bundle";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { listClusterRecords } from "@/lib/db/clusters";
import { findRevision, type RevisionRecord } from "@/lib/db/revisions";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { resolveVersion, type ServerVersion } from "@/lib/prometheus-api/server-version";
import { type Problem, problem } from "@/lib/result";
import { renderMasked, renderServer } from "./render-server";

/** What would be deployed to a server: its settings, or an older revision. */
export type Candidate = {
  readonly server: ServerRecord;
  readonly resolved: ServerVersion;
  readonly bundle: Bundle;
  /** The revision that a rollback returns to; null for a deployment of the settings. */
  readonly rolledBackTo: RevisionRecord | null;
  /** What people have to know of the credentials in it. */
  readonly problems: readonly Problem[];
  /** The main config as people may see it; masking reads every value, so it is made when it is asked for. */
  masked(): string;
};

/** Makes the candidate of a server, from its rows or from one of its revisions. Nothing is written. */
export async function openCandidate(serverId: string, revisionId: string | null = null): Promise<Candidate> {
  const server = await findServerRecord(serverId);
  if (server === null) throw new AppError("not_found");
  const resolved = await resolveVersion(server, server.prometheusVersion);
  if (revisionId !== null) return await openRollback(server, resolved, revisionId);
  const { bundle, sources } = await renderServer(server, resolved.version);
  const insecure = sources.filter(({ caPem }) => caPem === null).map(({ cluster }) => cluster.name);
  return {
    server,
    resolved,
    bundle,
    rolledBackTo: null,
    problems: insecure.map((cluster) => problem("server/insecure-cluster", { severity: "warning", parameters: { cluster } })),
    masked: () => renderMasked(server, resolved.version, { bundle, sources }),
  };
}

async function openRollback(server: ServerRecord, resolved: ServerVersion, revisionId: string): Promise<Candidate> {
  const revision = await findRevision(revisionId);
  if (revision === null || revision.serverId !== server.id) throw new AppError("not_found");
  const records = await listClusterRecords();
  const tokens = await readClusterTokens(records);
  const current = records.flatMap(({ id, name, apiServer, tls, tlsServerName }) => {
    const token = tokens.get(id)?.value?.reveal();
    const caPem = tls.kind === "ca" ? tls.caPem : null;
    return token === undefined ? [] : [{ cluster: name, apiServer, tlsServerName, caPem, token }];
  });
  const { bundle, renames, fates } = rollBackBundle(revision.bundle, current);
  return {
    server,
    resolved,
    bundle,
    rolledBackTo: revision,
    problems: [...fates].flatMap(([cluster, fate]) => problemsOfFate(cluster, fate)),
    masked: () => renamePaths(revision.configMasked, renames),
  };
}

const FATE_CODES: Record<Exclude<CredentialFate, "kept">, string> = {
  renewed: "rollback/credential-renewed",
  moved: "rollback/credential-moved",
  deleted: "rollback/credential-deleted",
  missing: "rollback/credential-missing",
};

/** F-38: which clusters use another credential than the revision did. */
function problemsOfFate(cluster: string, fate: CredentialFate): Problem[] {
  if (fate === "kept") return [];
  const severity = fate === "missing" ? "error" : "warning";
  return [problem(FATE_CODES[fate], { severity, parameters: { cluster } })];
}
