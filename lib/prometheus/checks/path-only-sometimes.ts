import { constantLabels, needsLabel } from "./label-flow";
import { findingAt, type RuleCheck } from "./rule-check";
import { constantOf, mayWrite, type RuleFacts, writtenLabel } from "./rule-facts";

/** The address is rewritten always, the path only where a label exists: the rest is scraped at the API server's own /metrics. */
export const pathOnlySometimes: RuleCheck = {
  name: "path-only-sometimes",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_pod_name, __meta_kubernetes_pod_annotation_prometheus_io_port]
  regex: (.+);(.+);(.+)
  target_label: __metrics_path__
  replacement: /api/v1/namespaces/$1/pods/$2:$3/proxy/metrics
- target_label: __address__
  replacement: kubernetes.default.svc:443
`,
    right: `- source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_pod_name, __meta_kubernetes_pod_annotation_prometheus_io_port]
  regex: (.+);(.+);(.+)
  target_label: __metrics_path__
  replacement: /api/v1/namespaces/$1/pods/$2:$3/proxy/metrics
- source_labels: [__metrics_path__]
  regex: /api/v1/.+/proxy/.*
  action: keep
- target_label: __address__
  replacement: kubernetes.default.svc:443
`,
  },
  find: ({ rules, version }) => {
    const address = constantLabels(rules).get("__address__");
    const paths = rules.filter((rule) => mayWrite(rule, "__metrics_path__"));
    const [path] = paths;
    const isProxy = path?.complete.replacement.includes("/proxy") ?? false;
    if (address === undefined || path === undefined || paths.length > 1 || !isProxy) return [];
    const label = path.complete.source_labels.find((name) => needsLabel(path, name, version) && mayBeMissing(rules, path, name));
    if (label === undefined) return [];
    const parameters = { label, address: address.value, other: address.by.index + 1 };
    return [findingAt("path-only-sometimes", path, { parameters })];
  },
};

/** Annotations, labels and ports of objects are there or not; a filter or an earlier rule may have seen to it. */
function mayBeMissing(rules: readonly RuleFacts[], path: RuleFacts, label: string): boolean {
  const isOptional = /^__meta_kubernetes_\w+?_(?:annotation|label)_|^__meta_kubernetes_pod_container_port_/.test(label);
  const isFiltered = rules.some(
    ({ action, complete, isUnconditional }) =>
      action === "keep" &&
      !isUnconditional &&
      complete.source_labels.some((name) => name === label || name === "__metrics_path__"),
  );
  const isGiven = rules.some((rule) => rule.index < path.index && writtenLabel(rule) === label && constantOf(rule) !== null);
  return isOptional && !isFiltered && !isGiven;
}
