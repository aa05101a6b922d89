import { isFieldSelector, isLabelSelector } from "@/lib/prometheus/kubernetes-selector";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { fail, ok, type Result } from "@/lib/result";
import type { KubernetesResource } from "./kubernetes-objects";
import { objectIn, type Raw, textIn } from "./raw-fields";
import { type ObjectSelector, rolesForSelectors, selectorFor } from "./resources";

/** Would the API server list this object? It is asked for objects as the API gives them, before `readObject`. */
export type ObjectFilter = (raw: unknown) => boolean;

const NAME = "metadata.name";
const NAMESPACE = "metadata.namespace";

// What the API server selects by; any other field is an error there, too.
const FIELDS = {
  nodes: [NAME, "spec.unschedulable"],
  services: [NAME, NAMESPACE, "spec.clusterIP", "spec.type"],
  pods: [
    NAME,
    NAMESPACE,
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  endpoints: [NAME, NAMESPACE],
  endpointslices: [NAME, NAMESPACE],
  ingresses: [NAME, NAMESPACE],
  namespaces: [NAME, "status.phase"],
} as const satisfies Record<KubernetesResource, readonly string[]>;

/** Fields that are false when they are missing. */
const SWITCHES: ReadonlySet<string> = new Set(["spec.unschedulable", "spec.hostNetwork"]);

/**
 * Chooses objects of a resource as the API server would for these `selectors` of a discovery.
 * A problem tells what Kubernetes, or Prometheus for this role, would not take.
 */
export function compileSelectors(
  role: DiscoveryRole,
  resource: KubernetesResource,
  selectors: readonly ObjectSelector[],
): Result<ObjectFilter> {
  const allowed = rolesForSelectors(role);
  const foreign = selectors.find((selector) => !allowed.includes(selector.role));
  if (foreign !== undefined) {
    return fail("discovery/selector-role", { parameters: { role, roles: allowed.join(", "), selector: foreign.role } });
  }
  const selector = selectorFor(resource, selectors);
  const byLabels = compileLabelSelector(selector?.label ?? "");
  if (!byLabels.ok) return byLabels;
  const byFields = compileFieldSelector(resource, selector?.field ?? "");
  if (!byFields.ok) return byFields;
  return ok((raw) => byLabels.value(raw) && byFields.value(raw));
}

type Requirement = (labels: Raw) => boolean;

export function compileLabelSelector(text: string): Result<ObjectFilter> {
  if (!isLabelSelector(text)) return fail("discovery/selector-syntax", { parameters: { selector: text } });
  const requirements = (text.match(/(?:\([^)]*\)|[^,])+/g) ?? []).map((part) => compileRequirement(part.trim()));
  return ok((raw) => {
    const labels = objectIn(objectIn(objectIn(raw).metadata).labels);
    return requirements.every((requirement) => requirement(labels));
  });
}

const SET = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const COMPARISON = /^([^\s=!<>]+)\s*(==|=|!=|<|>)\s*(\S*)$/;

function compileRequirement(text: string): Requirement {
  const [, setKey = "", setOperator, list = ""] = SET.exec(text) ?? [];
  if (setOperator !== undefined) {
    const values = new Set(list.split(",").map((value) => value.trim()));
    return (labels) => isAmong(labels, setKey, values) === (setOperator === "in");
  }
  const [, key = "", operator, value = ""] = COMPARISON.exec(text) ?? [];
  if (operator === "<" || operator === ">") return (labels) => isBeyond(labels, key, operator, value);
  if (operator !== undefined) {
    const values = new Set([value]);
    return (labels) => isAmong(labels, key, values) === (operator !== "!=");
  }
  if (text.startsWith("!")) return (labels) => !Object.hasOwn(labels, text.slice(1).trim());
  return (labels) => Object.hasOwn(labels, text);
}

function isAmong(labels: Raw, key: string, values: ReadonlySet<string>): boolean {
  return Object.hasOwn(labels, key) && values.has(textIn(labels[key]));
}

function isBeyond(labels: Raw, key: string, operator: "<" | ">", bound: string): boolean {
  const value = Object.hasOwn(labels, key) ? textIn(labels[key]) : "";
  if (!/^[+-]?\d+$/.test(value)) return false;
  return operator === "<" ? BigInt(value) < BigInt(bound) : BigInt(value) > BigInt(bound);
}

export function compileFieldSelector(resource: KubernetesResource, text: string): Result<ObjectFilter> {
  if (!isFieldSelector(text)) return fail("discovery/selector-syntax", { parameters: { selector: text } });
  const fields: readonly string[] = FIELDS[resource];
  const terms = (text.match(/(?:\\[\s\S]|[^,\\])+/g) ?? []).map(parseTerm);
  const unknown = terms.find(({ field }) => !fields.includes(field));
  if (unknown !== undefined) {
    return fail("discovery/selector-field", { parameters: { resource, field: unknown.field, fields: fields.join(", ") } });
  }
  return ok((raw) => terms.every(({ field, isEqual, value }) => (fieldOf(raw, field) === value) === isEqual));
}

function parseTerm(term: string): { field: string; isEqual: boolean; value: string } {
  const [, field = "", operator = "", value = ""] = /^([^=!]*)(!=|==|=)([\s\S]*)$/.exec(term) ?? [];
  return { field, isEqual: operator !== "!=", value: value.replace(/\\([\s\S])/g, "$1") };
}

function fieldOf(raw: unknown, path: string): string {
  const value = path.split(".").reduce<unknown>((object, name) => objectIn(object)[name], raw);
  return SWITCHES.has(path) ? String(value === true) : textIn(value);
}
