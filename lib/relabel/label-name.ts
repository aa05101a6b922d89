import type { NameRule, RelabelSemantics } from "./semantics";

// A name is valid UTF-8; in a JavaScript string only half of a surrogate pair is not.
const LONE_SURROGATE = /\p{Surrogate}/u;

const LEGACY = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

// Prometheus's pattern is ^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$, which takes exponential time in JavaScript.
// This one accepts the same texts: begin with a letter, _ or a reference, go on with word characters and references.
const TEMPLATE = /^(?:[a-zA-Z_]|\$(?:\{\w+\}|\w))(?:\w|\$(?:\{\w+\}|\w))*$/;

/** Is `name` a label name in this version? */
export function isLabelName(name: string, { labelNames }: Pick<RelabelSemantics, "labelNames">): boolean {
  return isAllowedName(name, labelNames);
}

/** Does `name` satisfy what a field of a rule may hold? */
export function isAllowedName(name: string, rule: NameRule): boolean {
  switch (rule) {
    case "legacy":
      return LEGACY.test(name);
    case "utf8":
      return name !== "" && !LONE_SURROGATE.test(name);
    case "template":
      return TEMPLATE.test(name);
  }
}
