import { type Cluster, clusterEditSchema, clusterInputSchema } from "@/lib/clusters/schema";
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

/** True when the stored token would go somewhere that it was not given for (INV-1). */
export function needsTokenAgain(draft: ClusterDraft, saved: Cluster): boolean {
  const { apiServer, tls } = toClusterInput(draft);
  const isSameServer = apiServer.trim().replace(/\/+$/, "") === saved.apiServer;
  return !isSameServer || !isSameTls(tls, saved.tls) || (draft.tlsServerName.trim() || null) !== saved.tlsServerName;
}

// The reason may be reworded; what counts is which servers the token can reach.
function isSameTls(draft: ReturnType<typeof toClusterInput>["tls"], saved: Cluster["tls"]): boolean {
  if (draft.kind === "insecure" || saved.kind === "insecure") return draft.kind === saved.kind;
  return draft.caPem?.trim() === saved.caPem;
}

/** Names that stand on more than one line; only the last line of each would count. */
export function repeatedNames(labels: readonly DraftLabel[]): ReadonlySet<string> {
  const names = labels.map(({ name }) => name);
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

/** The schema of a new cluster as the form checks it. */
export const newClusterSchema = clusterInputSchema;

/** The schema of an edit; it asks for the token again when the connection has changed. */
export function editClusterSchema(saved: Cluster) {
  return clusterEditSchema.superRefine((edit, context) => {
    if (edit.token !== undefined) return;
    const labels = Object.entries(edit.labels).map(([name, value]) => ({ id: name, name, value }));
    const draft = {
      ...edit,
      tls: { ...EMPTY_DRAFT.tls, ...edit.tls },
      tlsServerName: edit.tlsServerName ?? "",
      token: "",
      labels,
    };
    if (needsTokenAgain(draft, saved)) context.addIssue({ code: "custom", path: ["token"], message: "cluster/token-again" });
  });
}
