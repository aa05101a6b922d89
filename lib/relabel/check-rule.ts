import { type Problem, problem } from "@/lib/result";
import { goQuote } from "./go-quote";
import { isAllowedName, isLabelName } from "./label-name";
import { RELABEL_ACTIONS, type RelabelAction } from "./relabel-config";
import type { CheckedRule, CompleteRule, RelabelField } from "./relabel-rule";
import type { NameRule, RelabelSemantics } from "./semantics";

/** What is wrong with a rule: the field to point at, our code, and Prometheus's sentence. */
type Finding = { field: RelabelField; code: string; parameters?: Problem["parameters"]; prometheus: string };

type Check = (rule: CheckedRule, semantics: RelabelSemantics) => Finding | null;

const NEEDS_TARGET = new Set<RelabelAction>(["replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"]);
const HAS_PLAIN_TARGET = new Set<RelabelAction>(["lowercase", "uppercase", "keepequal", "dropequal"]);

export function isRelabelAction(action: string): action is RelabelAction {
  return RELABEL_ACTIONS.some((known) => known === action);
}

/** Finds the action, whose case does not matter; a problem when there is none of that name. */
export function readAction(rule: CompleteRule, semantics?: Pick<RelabelSemantics, "unicode">): RelabelAction | Problem {
  if (rule.action === null) {
    return toProblem({ field: "action", code: "relabel/empty-action", prometheus: "relabel action cannot be empty" });
  }
  const action = rule.action.toLowerCase();
  if (isRelabelAction(action)) return action;
  return toProblem({
    field: "action",
    code: "relabel/unknown-action",
    parameters: { action: rule.action },
    prometheus: `unknown relabel action ${goQuote(rule.action, semantics?.unicode)}`,
  });
}

/** A source label that is no label name. A null among them is a label with an empty name, which is allowed. */
export function checkSourceLabels(
  names: readonly (string | null)[] | null | undefined,
  semantics: RelabelSemantics,
): Problem | null {
  const name = names?.find((candidate) => candidate !== null && !isLabelName(candidate, semantics));
  if (name === undefined || name === null) return null;
  return toProblem({
    field: "source_labels",
    code: "label/name",
    parameters: { name },
    prometheus: `${goQuote(name, semantics.unicode)} is not a valid label name`,
  });
}

/** The first thing that Prometheus refuses in a rule whose parts parse, in Prometheus's order. */
export function checkRule(rule: CheckedRule, semantics: RelabelSemantics): Problem | null {
  for (const check of CHECKS) {
    const finding = check(rule, semantics);
    if (finding !== null) return toProblem(finding);
  }
  return null;
}

const CHECKS: readonly Check[] = [
  ({ action, modulus }) =>
    action === "hashmod" && modulus === 0n
      ? {
          field: "modulus",
          code: "relabel/zero-modulus",
          prometheus: "relabel configuration for hashmod requires non-zero modulus",
        }
      : null,
  ({ action, target_label }) =>
    NEEDS_TARGET.has(action) && target_label === ""
      ? {
          field: "target_label",
          code: "relabel/target-required",
          parameters: { action },
          prometheus: `relabel configuration for ${action} action requires 'target_label' value`,
        }
      : null,
  (rule, semantics) => (isAllowedTarget(rule, semantics) ? null : invalidTarget(rule, semantics)),
  ({ action, replacement }) =>
    HAS_PLAIN_TARGET.has(action) && replacement !== "$1"
      ? {
          field: "replacement",
          code: "relabel/replacement-not-allowed",
          parameters: { action },
          prometheus: `'replacement' can not be set for ${action} action`,
        }
      : null,
  ({ action, replacement }, { templateTarget, unicode }) =>
    action === "labelmap" && !isAllowedName(replacement, templateTarget)
      ? {
          field: "replacement",
          code: "relabel/labelmap-replacement",
          parameters: { replacement },
          prometheus: `${goQuote(replacement, unicode)} is invalid 'replacement' for labelmap action`,
        }
      : null,
  (rule, semantics) =>
    rule.action === "hashmod" && !isAllowedName(rule.target_label, semantics.writtenNames)
      ? invalidTarget(rule, semantics)
      : null,
  (rule) =>
    (rule.action === "keepequal" || rule.action === "dropequal") && (rule.hasRegex || hasUselessFields(rule))
      ? {
          field: "action",
          code: "relabel/only-source-and-target",
          parameters: { action: rule.action },
          prometheus: `${rule.action} action requires only 'source_labels' and \`target_label\`, and no other fields`,
        }
      : null,
  (rule) =>
    (rule.action === "labeldrop" || rule.action === "labelkeep") &&
    (rule.hasSourceLabels || rule.target_label !== "" || hasUselessFields(rule))
      ? {
          field: "action",
          code: "relabel/only-regex",
          parameters: { action: rule.action },
          prometheus: `${rule.action} action requires only 'regex', and no other fields`,
        }
      : null,
];

function isAllowedTarget({ action, target_label }: CheckedRule, semantics: RelabelSemantics): boolean {
  if (action !== "replace" && !HAS_PLAIN_TARGET.has(action)) return true;
  const isTemplate = action === "replace" && target_label.includes("$");
  const rule: NameRule = isTemplate ? semantics.templateTarget : semantics.plainTarget;
  return isAllowedName(target_label, rule);
}

function invalidTarget({ action, target_label }: CheckedRule, { unicode }: RelabelSemantics): Finding {
  return {
    field: "target_label",
    code: "relabel/invalid-target",
    parameters: { action, target: target_label },
    prometheus: `${goQuote(target_label, unicode)} is invalid 'target_label' for ${action} action`,
  };
}

/** Written differently from the default; the default itself, written out, passes. */
function hasUselessFields({ modulus, separator, replacement }: CheckedRule): boolean {
  return modulus !== 0n || separator !== ";" || replacement !== "$1";
}

function toProblem({ field, code, parameters = {}, prometheus }: Finding): Problem {
  return problem(code, { parameters, prometheus, path: [field] });
}
