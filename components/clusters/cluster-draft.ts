import { type Cluster, connectionInputSchema } from "@/lib/clusters/schema";
import type { JobChoice } from "@/lib/job-templates/schema";

/** One line of the label editor; the id keeps the line's identity while its name is typed. */
export type DraftLabel = { id: string; name: string; value: string };

/** What the cluster form holds: both ways of TLS at once, so that switching back and forth loses nothing. */
export type ClusterDraft = {
  name: string;
  apiServer: string;
  tls: { kind: "ca" | "insecure"; caPem: string; reason: string };
  tlsServerName: string;
  token: string;
  labels: readonly DraftLabel[];
  jobs: readonly JobChoice[];
};

const connectionSchema = connectionInputSchema.pick({ apiServer: true, tls: true, tlsServerName: true });

/** What most people come for; all of them need nothing but annotations in the cluster. */
const FIRST_JOBS = ["apiservers", "nodes", "cadvisor", "service-endpoints", "pods"] as const;

export const EMPTY_DRAFT: ClusterDraft = {
  name: "",
  apiServer: "",
  tls: { kind: "ca", caPem: "", reason: "" },
  tlsServerName: "",
  token: "",
  labels: [],
  jobs: FIRST_JOBS.map((template) => ({ template, parameters: {} })),
};

/** The draft that shows a stored cluster. The token is write-only: its field starts empty. */
export function draftOf({ name, apiServer, tls, tlsServerName, labels, jobs }: Cluster): ClusterDraft {
  return {
    name,
    apiServer,
    tls: { ...EMPTY_DRAFT.tls, ...tls },
    tlsServerName: tlsServerName ?? "",
    token: "",
    labels: Object.entries(labels).map(([label, value]) => ({ id: label, name: label, value })),
    jobs,
  };
}

/** What the draft would send to register a cluster; not yet checked. */
export function toClusterInput(draft: ClusterDraft) {
  const { caPem, reason, kind } = draft.tls;
  return {
    name: draft.name,
    apiServer: draft.apiServer,
    tls: kind === "ca" ? { kind, caPem } : { kind, reason },
    tlsServerName: draft.tlsServerName,
    labels: Object.fromEntries(draft.labels.map(({ name, value }) => [name, value])),
    jobs: draft.jobs,
    token: draft.token,
  };
}

/** The same for a saved cluster: an empty token keeps the stored one. */
export function toClusterEdit(draft: ClusterDraft, saved: Cluster) {
  const { token, ...rest } = toClusterInput(draft);
  return { ...rest, ...(token === "" ? {} : { token }), version: saved.version };
}

type Connection = Pick<Cluster, "apiServer" | "tls" | "tlsServerName">;

/** True when the stored token would go somewhere that it was not given for (INV-1). */
export function needsTokenAgain(draft: ClusterDraft, saved: Cluster): boolean {
  const { apiServer, tls, tlsServerName } = toClusterInput(draft);
  const parsed = connectionSchema.safeParse({ apiServer, tls, tlsServerName });
  // A connection that cannot be read yet is at any rate not the stored one.
  return !parsed.success || isOtherConnection(parsed.data, saved);
}

/** The same question for values that have been parsed. */
export function isOtherConnection(next: Connection, saved: Connection): boolean {
  return next.apiServer !== saved.apiServer || next.tlsServerName !== saved.tlsServerName || !isSameTls(next.tls, saved.tls);
}

// The reason may be reworded; what counts is which servers the token can reach.
function isSameTls(next: Cluster["tls"], saved: Cluster["tls"]): boolean {
  if (next.kind === "insecure" || saved.kind === "insecure") return next.kind === saved.kind;
  return next.caPem === saved.caPem;
}

/** Names that stand on more than one line; only the last line of each would count. */
export function repeatedNames(labels: readonly DraftLabel[]): ReadonlySet<string> {
  const names = labels.map(({ name }) => name);
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
