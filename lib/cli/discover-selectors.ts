import { DISCOVERY_ROLES } from "@/lib/cluster-discovery/schema";
import {
  compileSelectors,
  type DiscoveryOptions,
  type KubernetesResource,
  type ObjectFilter,
  type ObjectSelector,
  resourcesOf,
} from "@/lib/kubernetes/discovery";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { ok, problem, type Result } from "@/lib/result";

/** What is chosen of each resource that the discovery reads. */
export type Filters = ReadonlyMap<KubernetesResource, ObjectFilter>;

/** Reads the `--selector` options of a discovery. */
export function compileFilters(role: DiscoveryRole, settings: DiscoveryOptions, texts: readonly string[]): Result<Filters> {
  const selectors = texts.map((text) => parseSelector(text, role));
  const unreadable = selectors.indexOf(null);
  if (unreadable >= 0) {
    return { ok: false, problems: [problem("discovery/selector-syntax", { parameters: { selector: texts[unreadable] ?? "" } })] };
  }
  const merged = mergeByRole(selectors.filter((selector) => selector !== null));
  const filters = new Map<KubernetesResource, ObjectFilter>();
  for (const resource of resourcesOf(role, settings)) {
    const filter = compileSelectors(role, resource, merged);
    if (!filter.ok) return filter;
    filters.set(resource, filter.value);
  }
  return ok(filters);
}

/** `label=...` and `field=...` choose among the role's own objects, `pod:label=...` among those it refers to. */
function parseSelector(text: string, ownRole: DiscoveryRole): ObjectSelector | null {
  const [, role = ownRole, kind, expression = ""] = /^(?:([a-z]+):)?(label|field)=([\s\S]*)$/.exec(text) ?? [];
  const known = DISCOVERY_ROLES.find((candidate) => candidate === role);
  if (known === undefined || kind === undefined) return null;
  return kind === "label" ? { role: known, label: expression } : { role: known, field: expression };
}

/** Several selectors of one kind must all hold. */
function mergeByRole(selectors: readonly ObjectSelector[]): ObjectSelector[] {
  const merged = new Map<DiscoveryRole, ObjectSelector>();
  for (const selector of selectors) {
    const { label, field } = merged.get(selector.role) ?? {};
    const labels = [label, selector.label].filter((text) => text !== undefined);
    const fields = [field, selector.field].filter((text) => text !== undefined);
    merged.set(selector.role, {
      role: selector.role,
      ...(labels.length === 0 ? {} : { label: labels.join(",") }),
      ...(fields.length === 0 ? {} : { field: fields.join(",") }),
    });
  }
  return [...merged.values()];
}
