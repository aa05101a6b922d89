import { constantLabels } from "./label-flow";
import { findingAt, type RuleCheck, type RulesContext } from "./rule-check";
import { mayWrite, type RuleFacts } from "./rule-facts";

/** Every target is sent to one address, and no rule gives them paths of their own: they all become one URL. */
export const addressWithoutPath: RuleCheck = {
  name: "address-without-path",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- target_label: __address__
  replacement: kubernetes.default.svc:443
`,
    right: `- source_labels: [__meta_kubernetes_node_name]
  regex: (.+)
  target_label: __metrics_path__
  replacement: /api/v1/nodes/$1/proxy/metrics
- target_label: __address__
  replacement: kubernetes.default.svc:443
`,
  },
  find: ({ rules, job }) => {
    const constants = constantLabels(rules);
    const address = constants.get("__address__");
    // A constant instance says that one target is wanted.
    if (address === undefined || constants.has("instance") || hasOtherWay(rules, job, address.value)) return [];
    return [findingAt("address-without-path", address.by, { parameters: { address: address.value } })];
  },
};

/** Something other than the address tells the targets apart, or may do so. */
function hasOtherWay(rules: readonly RuleFacts[], job: RulesContext["job"], address: string): boolean {
  const isPathWritten = rules.some((rule) => mayWrite(rule, "__metrics_path__"));
  // Probes: the address is the prober's, the target a parameter of the URL.
  const isParameterWritten = rules.some(({ complete, action }) => {
    const written = action === "labelmap" ? complete.replacement : complete.target_label;
    return written.startsWith("__param_");
  });
  const isPathGiven = (job?.metrics_path ?? "/metrics") !== "/metrics";
  // Without the job its path is unknown; of an API server everybody knows it.
  const isKnown = job !== null || /^kubernetes\.default\b|:6443$/.test(address);
  return isPathWritten || isParameterWritten || isPathGiven || !isKnown;
}
