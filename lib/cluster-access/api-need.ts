/** One request that is asked of a cluster, as its authorization sees it. */
export type ApiNeed = {
  readonly verb: "get" | "list" | "watch";
  /** "" is the core group. */
  readonly apiGroup: string;
  /** Plural; "" when a nonResourceUrl is meant. */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: in every namespace, or a resource without one. */
  readonly namespace?: string;
  /** As it stands in the URL, e.g. "http:prometheus:9090"; absent: every name. */
  readonly name?: string;
  readonly nonResourceUrl?: string;
};

/** The same text for the same need: to compare, and as a key of lists. */
export function needKey(need: ApiNeed): string {
  const { verb, apiGroup, resource, subresource = "", namespace = "*", name = "*", nonResourceUrl = "" } = need;
  return [verb, apiGroup, resource, subresource, namespace, name, nonResourceUrl].join(" ");
}

/** "get nodes/proxy", as people write it. */
export function needText({ verb, apiGroup, resource, subresource, namespace, name, nonResourceUrl }: ApiNeed): string {
  if (nonResourceUrl !== undefined) return `${verb} ${nonResourceUrl}`;
  const group = apiGroup === "" ? "" : `.${apiGroup}`;
  const what = `${resource}${group}${subresource === undefined ? "" : `/${subresource}`}`;
  const where = namespace === undefined ? "" : ` -n ${namespace}`;
  return `${verb} ${what}${name === undefined ? "" : ` ${name}`}${where}`;
}

/** Each need once, in the order of their first appearance. */
export function uniqueNeeds(needs: readonly ApiNeed[]): ApiNeed[] {
  return [...new Map(needs.map((need) => [needKey(need), need])).values()];
}
