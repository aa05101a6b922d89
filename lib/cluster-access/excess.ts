import type { ApiNeed } from "./api-need";

/** A request as authorization sees it, of any verb; "*" asks for all at once. */
export type AccessAttributes = {
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource?: string;
};

/** What an account that only scrapes should not be able to do, the worst first. */
export const EXCESS_CODES = [
  "everything",
  "escalate",
  "impersonate",
  "write-secrets",
  "read-secrets",
  "exec",
  "create-pods",
  "create-tokens",
  "proxy-nodes",
  "proxy-pods",
  "proxy-services",
] as const;
export type ExcessCode = (typeof EXCESS_CODES)[number];

const core = (verb: string, resource: string, subresource?: string): AccessAttributes => ({
  verb,
  apiGroup: "",
  resource,
  ...(subresource === undefined ? {} : { subresource }),
});

/** One question is enough for each. */
const QUESTIONS: Record<ExcessCode, AccessAttributes> = {
  everything: { verb: "*", apiGroup: "*", resource: "*" },
  escalate: { verb: "escalate", apiGroup: "rbac.authorization.k8s.io", resource: "clusterroles" },
  impersonate: core("impersonate", "users"),
  "write-secrets": core("create", "secrets"),
  "read-secrets": core("list", "secrets"),
  exec: core("create", "pods", "exec"),
  "create-pods": core("create", "pods"),
  "create-tokens": core("create", "serviceaccounts", "token"),
  "proxy-nodes": core("get", "nodes", "proxy"),
  "proxy-pods": core("get", "pods", "proxy"),
  "proxy-services": core("get", "services", "proxy"),
};

export type ExcessCandidate = { readonly code: ExcessCode; readonly attributes: AccessAttributes };

/** What to ask about an account that has these needs: a right that a job needs everywhere is no excess. */
export function excessCandidates(needs: readonly ApiNeed[]): ExcessCandidate[] {
  return EXCESS_CODES.map((code) => ({ code, attributes: QUESTIONS[code] })).filter(
    ({ attributes }) => !needs.some((need) => isSameRight(need, attributes)),
  );
}

function isSameRight(need: ApiNeed, { verb, apiGroup, resource, subresource }: AccessAttributes): boolean {
  const isEverywhere = need.namespace === undefined && need.name === undefined;
  const isSameObject = need.apiGroup === apiGroup && need.resource === resource && need.subresource === subresource;
  return isEverywhere && need.verb === verb && isSameObject;
}

/**
 * The rights that an account has beyond its needs. Whoever may do everything may do each: then that alone is said.
 *
 * @param isAllowed what the cluster answered for a candidate of `excessCandidates`
 */
export function findExcess(needs: readonly ApiNeed[], isAllowed: (candidate: ExcessCandidate) => boolean): ExcessCode[] {
  const found = excessCandidates(needs).filter(isAllowed);
  const codes = found.map(({ code }) => code);
  return codes.includes("everything") ? ["everything"] : codes;
}
