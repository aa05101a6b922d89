import { textsOf } from "@/lib/relabel/regex-language";
import type { RegexNode } from "@/lib/relabel/regex-tree";
import { findReferences } from "@/lib/relabel/template-references";
import type { Finding } from "./finding";
import { findingAt, type RuleCheck } from "./rule-check";
import type { RuleFacts } from "./rule-facts";

/** A labelmap that can give one new name to labels of different names: which value wins is left to chance. */
export const labelmapCollision: RuleCheck = {
  name: "labelmap-collision",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- regex: __meta_kubernetes_(pod|service)_label_(.+)
  replacement: $2
  action: labelmap
`,
    right: `- regex: __meta_kubernetes_(pod|service)_label_(.+)
  replacement: \${1}_label_$2
  action: labelmap
`,
  },
  find: ({ rules }) => rules.filter(({ action }) => action === "labelmap").flatMap(check),
};

function check(facts: RuleFacts): Finding[] {
  const { tree, complete } = facts;
  if (tree === null) return [];
  const references = findReferences(complete.replacement);
  // Without its group the rule has another finding.
  if (references.some(({ group, name }) => !tree.groups.some((one) => one.index === group || one.name === name) && group !== 0))
    return [];
  const isKept = (node: RegexNode) =>
    node.kind === "group" && references.some(({ group, name }) => group === node.index || (group === null && name === node.name));
  if (references.some(({ group }) => group === 0) || !varies(tree.root, isKept)) return [];
  const parameters = { replacement: complete.replacement };
  return [findingAt("labelmap-collision", facts, { field: "regex", parameters })];
}

/** Can this part of the name differ without the new name differing too? */
function varies(node: RegexNode, isKept: (node: RegexNode) => boolean): boolean {
  if (isKept(node)) return false;
  switch (node.kind) {
    case "sequence":
      return node.items.some((item) => varies(item, isKept));
    case "group":
      return varies(node.of, isKept);
    case "any":
    case "class":
    case "either":
    case "repeat":
      return textsOf(node)?.length !== 1;
    default:
      return false;
  }
}
