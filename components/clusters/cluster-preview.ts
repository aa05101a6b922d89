import type { RenderCluster } from "@/lib/bundles/bundle";
import { caFilePath, tokenFilePath } from "@/lib/bundles/file-names";
import { renderConfig } from "@/lib/bundles/render-config";
import { apiServerSchema, type Cluster, clusterLabelsSchema, clusterNameSchema } from "@/lib/clusters/schema";
import type { ServerSource } from "@/lib/job-templates/job-template";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { readInput } from "@/lib/read-input";
import { ok, type Problem, type Result } from "@/lib/result";
import { type ClusterDraft, toClusterInput } from "./cluster-draft";

/** Stands in while no server watches the cluster: only its own address and its features depend on which it is. */
export const ANY_SERVER: ServerSource = { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" };

/** Stand in for what is not typed yet, so that the config is there from the first key on. */
const PLACEHOLDERS = { name: "my-cluster", apiServer: "https://api-server.example:6443" };
/** Length of a content name, without its content. */
const UNKNOWN_HASH = "x".repeat(12);

export type ClusterPreview = { readonly text: string; readonly hasPlaceholders: boolean };

/** The jobs of one cluster as a server would get them, from values that need not be complete or saved. */
export function previewCluster(draft: ClusterDraft, saved: Cluster | null, server = ANY_SERVER): Result<ClusterPreview> {
  const input = toClusterInput(draft);
  const name = readInput(clusterNameSchema, input.name.trim() || PLACEHOLDERS.name);
  const apiServer = readInput(apiServerSchema, input.apiServer.trim() || PLACEHOLDERS.apiServer);
  const labels = readInput(
    clusterLabelsSchema,
    Object.fromEntries(Object.entries(input.labels).filter(([label]) => label !== "")),
  );
  if (!name.ok) return at("name", name.problems);
  if (!apiServer.ok) return at("apiServer", apiServer.problems);
  if (!labels.ok) return at("labels", labels.problems);

  const rendered = renderCluster(server, {
    name: name.value,
    apiServer: apiServer.value,
    tlsServerName: input.tlsServerName.trim() || null,
    caFile: input.tls.kind === "ca" ? caFile(name.value, draft.tls.caPem.trim()) : null,
    tokenFile: tokenFile(name.value, draft.token.trim(), saved),
    labels: labels.value,
    jobs: input.jobs,
  });
  if (!rendered.ok) return rendered;
  const isBlank = [input.name, input.apiServer].some((text) => text.trim() === "");
  return ok({ text: rendered.value, hasPlaceholders: isBlank || (draft.token === "" && saved === null) });
}

/** The jobs of a cluster as it is stored. */
export function renderSavedCluster(cluster: Cluster, server = ANY_SERVER): Result<string> {
  const { name, apiServer, tlsServerName, caFile: ca, tokenFile: token, labels, jobs } = cluster;
  return renderCluster(server, { name, apiServer, tlsServerName, caFile: ca, tokenFile: token, labels, jobs });
}

function renderCluster(server: ServerSource, cluster: RenderCluster): Result<string> {
  const rendered = renderConfig({ server, baseConfig: "", clusters: [cluster] });
  return rendered.ok ? ok(rendered.value.text) : rendered;
}

function caFile(name: string, caPem: string): string {
  return caPem === "" ? withHash(caFilePath(name, ""), UNKNOWN_HASH) : caFilePath(name, caPem);
}

// The stored token is known by its file name alone; a renamed cluster has it in another folder.
function tokenFile(name: string, token: string, saved: Cluster | null): string {
  if (token !== "") return tokenFilePath(name, token);
  const hash = saved === null ? UNKNOWN_HASH : (/-([0-9a-f]+)$/.exec(saved.tokenFile)?.[1] ?? UNKNOWN_HASH);
  return withHash(tokenFilePath(name, ""), hash);
}

function withHash(path: string, hash: string): string {
  return path.replace(/-[0-9a-f]{12}(?=(?:\.[a-z]+)?$)/, `-${hash}`);
}

function at(field: string, problems: readonly [Problem, ...Problem[]]): Result<never> {
  const [first, ...rest] = problems.map((problem) => ({ ...problem, path: [field, ...problem.path] }));
  return { ok: false, problems: [first ?? problems[0], ...rest] };
}
