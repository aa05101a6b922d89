import { parseAllDocuments } from "yaml";
import type { PolicyRule } from "@/lib/cluster-access/policy-rules";
import { DEFAULT_RULES, isAllowed as isAllowedByRbac, type RbacRequest } from "@/lib/cluster-access/testing/rbac-evaluator";

/** One rule of a role, as Kubernetes writes it; with a namespace it is a Role's and holds there only. */
export type AccessRule = PolicyRule & { readonly namespace?: string };

/** What is asked for: a resource, or a path that is none. */
export type AccessQuestion =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly name: string;
      /** "" or absent: the whole cluster. */
      readonly namespace?: string;
    }
  | { readonly verb: string; readonly path: string };

/** What the account of the captures may do: all that the built-in jobs need, and no more. */
export const MONITORING_RULES: readonly AccessRule[] = [
  {
    verbs: ["get", "list", "watch"],
    apiGroups: [""],
    resources: ["nodes", "namespaces", "services", "endpoints", "pods"],
  },
  { verbs: ["get", "list", "watch"], apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"] },
  { verbs: ["get", "list", "watch"], apiGroups: ["networking.k8s.io"], resources: ["ingresses"] },
  { verbs: ["get"], apiGroups: [""], resources: ["nodes/proxy", "nodes/metrics", "pods/proxy", "services/proxy"] },
  { verbs: ["get"], nonResourceURLs: ["/metrics"] },
];

/** True when one of the rules allows it, or one of those that every account has; rules only ever add. */
export function isAllowed(rules: readonly AccessRule[], question: AccessQuestion): boolean {
  const granted = rules.map(({ namespace = null, ...rule }) => ({ namespace, rule }));
  return isAllowedByRbac([...DEFAULT_RULES, ...granted], toRequest(question));
}

function toRequest(question: AccessQuestion): RbacRequest {
  const nothing = { apiGroup: "", resource: "", subresource: "", namespace: "", name: "" };
  if ("path" in question) return { ...nothing, ...question };
  const { group, namespace = "", ...rest } = question;
  return { ...rest, apiGroup: group, namespace };
}

type ManifestObject = {
  readonly kind?: string;
  readonly metadata?: { readonly namespace?: string };
  readonly rules?: readonly AccessRule[];
  readonly items?: readonly ManifestObject[];
};

/** The rules that a manifest would give to its account, as `kubectl apply` would read it. Bindings are taken for granted. */
export function rulesOfManifest(text: string): AccessRule[] {
  const documents = parseAllDocuments(text).map((document) => document.toJS() as ManifestObject | null);
  const objects = documents.flatMap((document) => document?.items ?? (document === null ? [] : [document]));
  return objects.flatMap(({ kind, metadata, rules = [] }) => {
    if (kind === "ClusterRole") return rules;
    return kind === "Role" ? rules.map((rule) => ({ ...rule, namespace: metadata?.namespace ?? "default" })) : [];
  });
}
