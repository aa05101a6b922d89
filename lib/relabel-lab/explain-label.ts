import { parseKubernetesLabel } from "@/lib/prometheus/kubernetes-labels";
import { type Explanation, explanation } from "./explanation";

/** Keys of objects as people wrote them; discovery shows `_` for every character that a label name cannot hold. */
const WRITTEN_KEYS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...["scrape", "path", "port", "scheme", "probe", "job", "interval", "timeout"].map((key) => `prometheus.io/${key}`),
    ...["name", "instance", "component", "version", "part-of", "managed-by"].map((key) => `app.kubernetes.io/${key}`),
    ...["hostname", "arch", "os", "service-name"].map((key) => `kubernetes.io/${key}`),
    ...["zone", "region"].map((key) => `topology.kubernetes.io/${key}`),
    ...["k8s-app", "pod-template-hash", "controller-revision-hash", "helm.sh/chart", "node.kubernetes.io/instance-type"],
  ].map((key) => [key.replaceAll(/[^a-zA-Z0-9_]/g, "_"), key]),
);

/** What Prometheus itself makes of a label, as people call it. */
const KNOWN: Readonly<Record<string, string>> = {
  __address__: "address",
  __scheme__: "scheme",
  __metrics_path__: "path",
  __scrape_interval__: "interval",
  __scrape_timeout__: "timeout",
  __name__: "metric_name",
};

/** A label where its value is read: "pod name", "service annotation prometheus.io/scrape". Without an article. */
export function explainSource(name: string): Explanation {
  const found = parseKubernetesLabel(name);
  if (found !== null && found !== "unknown") {
    if (found.kind === "fixed") return explanation(`fixed.${found.name}`);
    if (found.kind === "other") return explanation("source.label", { name });
    const object = explanation(`object.${found.object}`);
    const parameters = { object, key: writtenKey(found.key) };
    if (found.isPresence) return explanation("source.presence", { of: explanation(`source.${found.kind}_of`, parameters) });
    return explanation(`source.${found.kind}_of`, parameters);
  }
  const known = KNOWN[name];
  if (known !== undefined) return explanation(`source.${known}`);
  if (name.startsWith("__param_")) return explanation("source.parameter", { name: name.slice("__param_".length) });
  return explanation(name.startsWith("__tmp") ? "source.temporary" : "source.label", { name });
}

/** The label or annotation that a presence label is about; null for any other label. */
export function explainPresence(name: string): Explanation | null {
  const found = parseKubernetesLabel(name);
  if (found === null || found === "unknown" || !("isPresence" in found) || !found.isPresence) return null;
  return explanation(`source.${found.kind}_of`, { object: explanation(`object.${found.object}`), key: writtenKey(found.key) });
}

/** A label where it is written: "label pod", "the address". With its article. */
export function explainTarget(name: string | Explanation): Explanation {
  if (typeof name !== "string") return explanation("target.label", { name });
  const known = KNOWN[name];
  if (known !== undefined) return explanation(`target.${known}`);
  if (name.startsWith("__param_")) return explanation("target.parameter", { name: name.slice("__param_".length) });
  return explanation(name.startsWith("__tmp") ? "target.temporary" : "target.label", { name });
}

/** `prometheus_io_scrape` as people know it; other keys as discovery shows them. */
function writtenKey(key: string): string {
  return WRITTEN_KEYS[key] ?? key;
}
