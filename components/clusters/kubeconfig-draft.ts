import type { KubeconfigContext } from "@/lib/kubernetes/kubeconfig/read-kubeconfig";
import type { ClusterDraft } from "./cluster-draft";

const NAME_CHARACTERS_MAX = 63;

/** What the cluster form takes over from a context; why verification is skipped is for people to say. */
export function draftFromContext(context: KubeconfigContext): Omit<ClusterDraft, "labels" | "jobs"> {
  return {
    name: suggestName(context.name),
    apiServer: context.server,
    tls: { kind: context.isInsecure ? "insecure" : "ca", caPem: context.caPem ?? "", reason: "" },
    tlsServerName: context.tlsServerName ?? "",
    token: context.token,
  };
}

/** A cluster name close to the context's: "admin@Edge_1" becomes "admin-edge-1". */
export function suggestName(context: string): string {
  const words = context.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, NAME_CHARACTERS_MAX).replace(/-$/, "");
}
