import type { PolicyRule } from "@/lib/cluster-access/policy-rules";

/** A request as the API server hands it to its authorizer. */
export type RbacRequest = {
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource: string;
  /** "" for the cluster scope, and for "in every namespace". */
  readonly namespace: string;
  /** "" when no single object is asked for. */
  readonly name: string;
  /** Set instead of a resource. */
  readonly path?: string;
};

/** A rule that applies to an account; null: in the whole cluster. */
export type GrantedRule = { readonly namespace: string | null; readonly rule: PolicyRule };

/**
 * Whether RBAC allows a request, as strictly as Kubernetes: rules only add; a role in a namespace counts for requests in
 * that namespace alone and never for paths; `*` is a wildcard only where it stands alone, with the one exception of
 * "*" + "/subresource"; a rule with resource names allows no request without a name.
 */
export function isAllowed(granted: readonly GrantedRule[], request: RbacRequest): boolean {
  return granted.some((one) => allows(one, request));
}

/** The single rights in which a rule can be used: to find out which of them nobody used. */
export function singleRights({ namespace, rule }: GrantedRule): GrantedRule[] {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } = rule;
  const names = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
  return verbs.flatMap((verb) => [
    ...nonResourceURLs.map((url) => ({ namespace, rule: { nonResourceURLs: [url], verbs: [verb] } })),
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name) => ({
          namespace,
          rule: {
            apiGroups: [group],
            resources: [resource],
            ...(name.length === 0 ? {} : { resourceNames: name }),
            verbs: [verb],
          },
        })),
      ),
    ),
  ]);
}

function allows({ namespace, rule }: GrantedRule, request: RbacRequest): boolean {
  if (!includesOrAll(rule.verbs, request.verb)) return false;
  if (request.path !== undefined) return namespace === null && (rule.nonResourceURLs ?? []).some((url) => isUrl(url, request));
  if (namespace !== null && namespace !== request.namespace) return false;
  return (
    includesOrAll(rule.apiGroups ?? [], request.apiGroup) &&
    (rule.resources ?? []).some((resource) => isResource(resource, request)) &&
    isName(rule.resourceNames ?? [], request.name)
  );
}

function includesOrAll(list: readonly string[], item: string): boolean {
  return list.includes("*") || list.includes(item);
}

/** "nodes/*" names a subresource called "*": no wildcard. */
function isResource(pattern: string, { resource, subresource }: RbacRequest): boolean {
  if (pattern === "*") return true;
  if (pattern === (subresource === "" ? resource : `${resource}/${subresource}`)) return true;
  return subresource !== "" && pattern === `*/${subresource}`;
}

function isName(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.includes(name);
}

/** A star counts only at the end. */
function isUrl(pattern: string, { path = "" }: RbacRequest): boolean {
  if (pattern === "*" || pattern === path) return true;
  return pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1));
}

const everywhere = (rule: PolicyRule): GrantedRule => ({ namespace: null, rule });

/** What Kubernetes binds to every signed-in account by itself. */
export const DEFAULT_RULES: readonly GrantedRule[] = [
  // system:public-info-viewer
  everywhere({ nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"], verbs: ["get"] }),
  // system:discovery
  everywhere({ nonResourceURLs: ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"], verbs: ["get"] }),
  // system:basic-user
  everywhere({
    apiGroups: ["authorization.k8s.io"],
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    verbs: ["create"],
  }),
  everywhere({ apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] }),
];
