import { parseTemplate } from "@/lib/relabel/expand";
import { textsOf } from "@/lib/relabel/regex-language";
import { parseRegex } from "@/lib/relabel/regex-tree";
import type { CompleteRule } from "@/lib/relabel/relabel-rule";
import { findReferences } from "@/lib/relabel/template-references";
import { describeRegex, sayIs } from "./explain-condition";
import { type Explanation, explanation } from "./explanation";

const OF_OBJECT =
  /^__meta_kubernetes_(node|service|pod|endpoints|endpointslice|ingress|namespace)_(label|annotation)_\(\.[+*]\)$/;
const AFTER_PREFIX = /^([A-Za-z0-9_]+)\((?:\.[+*]|\[a-zA-Z_\]\\w\*)\)$/;

/** "Copies every Kubernetes label of the pod to a label of the same name." */
export function explainLabelmap({ regex, replacement }: CompleteRule): Explanation {
  const isSameName = /^\$(?:1|\{1\})$/.test(replacement);
  const [, object, kind] = OF_OBJECT.exec(regex) ?? [];
  if (object !== undefined && kind !== undefined) {
    const parameters = { object: explanation(`object.${object}`) };
    if (isSameName) return explanation(`rule.map_${kind}s`, parameters);
    const name = nameWithKey(replacement);
    if (name !== null) return explanation(`rule.map_${kind}s_to`, { ...parameters, name });
  }
  const [, prefix] = AFTER_PREFIX.exec(regex) ?? [];
  if (prefix !== undefined && isSameName) return explanation("rule.map_rest", { prefix });
  const name = prefix === undefined ? null : nameWithRest(replacement);
  if (prefix !== undefined && name !== null) return explanation("rule.map_rest_to", { prefix, name });
  if (isSameName && /^\^?\(\.[+*]\)\$?$/.test(regex)) return explanation("rule.map_itself");
  return explanation("rule.map", { names: namesOf(regex), name: nameWithParts(replacement) });
}

function nameWithKey(replacement: string): Explanation | null {
  return withPlaceholder(replacement, explanation("key"));
}

/** Whatever its references stand for, it is a part of the old name. */
function nameWithParts(replacement: string): Explanation {
  const part = explanation("placeholder", { what: explanation("name_part") });
  const items = parseTemplate(replacement).map((one) => (typeof one === "string" ? one : part));
  return explanation("template", { text: { join: "text", items } });
}

function nameWithRest(replacement: string): Explanation | null {
  return withPlaceholder(replacement, explanation("rest"));
}

/** A replacement with one reference to the first group: `pod_‹…›`. */
function withPlaceholder(replacement: string, what: Explanation): Explanation | null {
  const [reference, ...more] = findReferences(replacement);
  if (reference?.group !== 1 || more.length > 0 || replacement.includes("$$")) return null;
  const before = replacement.slice(0, reference.start);
  const after = replacement.slice(reference.end);
  return explanation("template", { text: { join: "text", items: [before, explanation("placeholder", { what }), after] } });
}

/** "Removes every label whose name begins with “__tmp_”." */
export function explainLabelRemoval(action: "labeldrop" | "labelkeep"): (rule: CompleteRule) => Explanation {
  return ({ regex }) => {
    const tree = parseRegex(regex);
    const texts = tree === null ? null : textsOf(tree.root);
    const filled = texts?.filter((text) => text !== "") ?? [];
    if (filled.length > 0 && filled.length <= 10) {
      return explanation(`rule.${action}_names`, { names: { join: "and", items: filled }, count: filled.length });
    }
    return explanation(`rule.${action}`, { names: namesOf(regex) });
  };
}

function namesOf(regex: string): Explanation {
  const condition = describeRegex(parseRegex(regex)?.root ?? null, regex);
  if (condition.kind === "anything") return explanation("names.all");
  return explanation("names.whose", { is: sayIs(condition) });
}
