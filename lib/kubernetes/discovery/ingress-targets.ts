import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type { DiscoveryContext } from "./discovery-context";
import type { IngressObject } from "./kubernetes-objects";
import { META, put, putAll, putMetadata } from "./object-labels";

/** One target per rule and path. A rule without host gives a target without address, as in Prometheus. */
export function ingressTargets(ingress: IngressObject, { observations, putNamespace }: DiscoveryContext): LabelSet[] {
  const group = emptyLabelSet();
  put(group, `${META}namespace`, ingress.namespace);
  put(group, `${META}ingress_name`, ingress.name);
  put(group, `${META}ingress_class_name`, ingress.className);
  putMetadata(group, "ingress", ingress, observations);
  putNamespace(group, ingress.namespace);
  return ingress.rules.flatMap(({ host, paths }) => {
    const scheme = ingress.tlsHosts.some((pattern) => matchesHost(pattern, host)) ? "https" : "http";
    return (paths ?? ["/"]).map((path) => {
      const draft = emptyLabelSet();
      put(draft, "__address__", host);
      put(draft, `${META}ingress_host`, host);
      put(draft, `${META}ingress_path`, path || "/");
      put(draft, `${META}ingress_scheme`, scheme);
      putAll(draft, group);
      return draft;
    });
  });
}

/** "*.x" stands for exactly one label before ".x". */
function matchesHost(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  if (!pattern.startsWith("*.")) return pattern === "*" && !host.includes(".");
  const dot = host.indexOf(".");
  return dot >= 0 && host.slice(dot) === pattern.slice(1);
}
