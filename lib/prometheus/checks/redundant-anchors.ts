import type { RegexNode } from "@/lib/relabel/regex-tree";
import { replaceField } from "./field-fix";
import type { Finding } from "./finding";
import { findingAt, type RuleCheck } from "./rule-check";
import { hasRegex, type RuleFacts } from "./rule-facts";

/** `^` and `$` around a regex that Prometheus anchors by itself. */
export const redundantAnchors: RuleCheck = {
  name: "redundant-anchors",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_container_port_name]
  regex: ^metrics$
  action: keep
`,
    right: `- source_labels: [__meta_kubernetes_pod_container_port_name]
  regex: metrics
  action: keep
`,
  },
  find: ({ rules }) => rules.filter(hasRegex).flatMap(check),
};

function check(facts: RuleFacts): Finding[] {
  const { tree, complete } = facts;
  if (tree === null) return [];
  const anchors = alternativesOf(tree.root).flatMap(outerAnchors);
  if (anchors.length === 0) return [];
  const plain = [...complete.regex].length === complete.regex.length ? without(complete.regex, anchors) : null;
  // Without its anchors an alternative may be empty: that is another regex to read, and nobody wrote it on purpose.
  const fix = plain === null || plain === "" ? null : replaceField(facts, "regex", plain);
  return [
    findingAt("redundant-anchors", facts, {
      severity: "info",
      field: "regex",
      parameters: { regex: complete.regex },
      fixes: [fix],
    }),
  ];
}

function alternativesOf(root: RegexNode): readonly RegexNode[] {
  return root.kind === "either" ? root.items : [root];
}

/** `^` at the very beginning and `$` at the very end. */
function outerAnchors(node: RegexNode): RegexNode[] {
  const items = node.kind === "sequence" ? node.items : [node];
  const first = items[0];
  const last = items.at(-1);
  return [...(first?.kind === "begin" ? [first] : []), ...(last?.kind === "finish" ? [last] : [])];
}

function without(text: string, nodes: readonly RegexNode[]): string {
  return [...nodes].reverse().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}
