import { parseAllDocuments } from "yaml";

/** One rule of a ClusterRole, as Kubernetes writes it. */
export type AccessRule = {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
};

/** What is asked for: a resource, or a path that is none. */
export type AccessQuestion =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly name: string;
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

/** What every account may ask: its own rights. */
const BASIC_USER: AccessRule = {
  verbs: ["create"],
  apiGroups: ["authorization.k8s.io"],
  resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
};

/** True when one of the rules allows it; rules only ever add. */
export function isAllowed(rules: readonly AccessRule[], question: AccessQuestion): boolean {
  return [BASIC_USER, ...rules].some((rule) => holds(rule.verbs, question.verb) && covers(rule, question));
}

function covers(rule: AccessRule, question: AccessQuestion): boolean {
  if ("path" in question) return (rule.nonResourceURLs ?? []).some((pattern) => coversPath(pattern, question.path));
  const { group, resource, subresource, name } = question;
  const names = rule.resourceNames ?? [];
  return (
    holds(rule.apiGroups ?? [], group) &&
    (rule.resources ?? []).some((pattern) => coversResource(pattern, resource, subresource)) &&
    (names.length === 0 || names.includes(name))
  );
}

// `nodes/*` is no wildcard: only `*` alone and `*/subresource` are.
function coversResource(pattern: string, resource: string, subresource: string): boolean {
  if (pattern === "*") return true;
  return subresource === "" ? pattern === resource : pattern === `${resource}/${subresource}` || pattern === `*/${subresource}`;
}

function coversPath(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function holds(values: readonly string[], value: string): boolean {
  return values.includes("*") || values.includes(value);
}

type ManifestObject = {
  readonly kind?: string;
  readonly rules?: readonly AccessRule[];
  readonly items?: readonly ManifestObject[];
};

/** The rules that a manifest would give to its account, as `kubectl apply` would read it. Bindings are taken for granted. */
export function rulesOfManifest(text: string): AccessRule[] {
  const documents = parseAllDocuments(text).map((document) => document.toJS() as ManifestObject | null);
  const objects = documents.flatMap((document) => document?.items ?? (document === null ? [] : [document]));
  return objects.flatMap(({ kind, rules }) => (kind === "ClusterRole" || kind === "Role" ? (rules ?? []) : []));
}
