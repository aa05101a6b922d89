import type { ApiNeed } from "./api-need";

/** A rule of RBAC, in Kubernetes's own words. */
export type PolicyRule = {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
};

/** Rules of one role; without a namespace they hold in the whole cluster. */
export type ScopedRules = { readonly namespace: string | null; readonly rules: readonly PolicyRule[] };

/**
 * The fewest rules that allow exactly these needs: first the whole cluster's, then those of each namespace by name.
 * Equal needs in another order give equal rules.
 */
export function toPolicyRules(needs: readonly ApiNeed[]): ScopedRules[] {
  const isWide = new Set(needs.filter((need) => need.namespace === undefined).map(rightOf));
  // A right in one namespace says nothing new beside the same right everywhere.
  const telling = needs.filter((need) => need.namespace === undefined || !isWide.has(rightOf(need)));
  const namespaces = [...new Set(telling.map(({ namespace = "" }) => namespace))].sort();
  return namespaces.map((namespace) => ({
    namespace: namespace === "" ? null : namespace,
    rules: rulesOf(telling.filter((need) => (need.namespace ?? "") === namespace)),
  }));
}

function rightOf({ verb, apiGroup, resource, subresource = "" }: ApiNeed): string {
  return [verb, apiGroup, resource, subresource].join(" ");
}

function rulesOf(needs: readonly ApiNeed[]): PolicyRule[] {
  const resources = needs.filter((need) => need.nonResourceUrl === undefined);
  const unnamed = new Set(resources.filter(({ name }) => name === undefined).map(rightOf));
  const telling = resources.filter((need) => need.name === undefined || !unnamed.has(rightOf(need)));
  return [...mergeResources(mergeVerbs(telling)), ...urlRules(needs)];
}

type Right = { apiGroup: string; resource: string; verbs: string[]; names: string[] };

/** Verbs of one resource together, then the names that may be asked with them. */
function mergeVerbs(needs: readonly ApiNeed[]): Right[] {
  const rights = new Map<string, Right>();
  for (const { verb, apiGroup, resource, subresource, name } of needs) {
    const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
    const key = `${apiGroup} ${whole} ${verb === "get" ? "get" : "list"} ${name === undefined}`;
    const right = rights.get(key) ?? { apiGroup, resource: whole, verbs: [], names: [] };
    right.verbs = sortUnique([...right.verbs, verb]);
    right.names = sortUnique(name === undefined ? right.names : [...right.names, name]);
    rights.set(key, right);
  }
  return [...rights.values()];
}

function mergeResources(rights: readonly Right[]): PolicyRule[] {
  const rules = new Map<string, Right & { resources: string[] }>();
  for (const right of rights) {
    const key = [right.apiGroup, right.verbs, right.names].join(" ");
    const rule = rules.get(key) ?? { ...right, resources: [] };
    rules.set(key, { ...rule, resources: sortUnique([...rule.resources, right.resource]) });
  }
  const order = ({ verbs, apiGroup, resources, names }: Right & { resources: string[] }) =>
    [verbs[0] === "get" ? 1 : 0, apiGroup, resources, names].join(" ");
  return [...rules.values()]
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map(({ apiGroup, resources, names, verbs }) => ({
      apiGroups: [apiGroup],
      resources,
      ...(names.length === 0 ? {} : { resourceNames: names }),
      verbs,
    }));
}

function urlRules(needs: readonly ApiNeed[]): PolicyRule[] {
  const urls = sortUnique(needs.flatMap(({ nonResourceUrl }) => nonResourceUrl ?? []));
  return urls.length === 0 ? [] : [{ nonResourceURLs: urls, verbs: ["get"] }];
}

function sortUnique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
