import { type Problem, problem, type Result } from "@/lib/result";
import { ACTIONS, type RunRule } from "./actions";
import { checkRule, checkSourceLabels, readAction } from "./check-rule";
import { compileRegex, REGEX_SIZE_MAX } from "./regex";
import type { RelabelAction } from "./relabel-config";
import { type RelabelField, type RelabelRule, withDefaults } from "./relabel-rule";
import { type RelabelSemantics, type RelabelVersion, semanticsOf } from "./semantics";

/** A rule that is known to be good and ready to run. */
export type CompiledRule = {
  /** Place in the list, from 0. */
  readonly index: number;
  /** As it was written. */
  readonly rule: RelabelRule;
  readonly action: RelabelAction;
  readonly run: RunRule;
};

/** Instructions of all regexes of a list: about a second of a thread that others wait for, in the worst case. */
const RULES_SIZE_MAX = 2 * REGEX_SIZE_MAX;

/**
 * Checks rules and prepares them to run as the given Prometheus version would.
 * A null in the list is what YAML makes of an empty item.
 *
 * @returns one problem per bad rule: the first thing that Prometheus finds in it, with its path and range
 */
export function compileRules(rules: readonly (RelabelRule | null)[], version: RelabelVersion): Result<CompiledRule[]> {
  const semantics = semanticsOf(version);
  const compiled: CompiledRule[] = [];
  const problems: Problem[] = [];
  let sizeLeft = RULES_SIZE_MAX;
  rules.forEach((rule, index) => {
    const result = rule === null ? emptyRule() : compileRule(rule, index, semantics, sizeLeft);
    if (result.ok) {
      compiled.push(result.value.compiled);
      sizeLeft -= result.value.regexSize;
    }
    if (!result.ok) problems.push(...result.problems.map((found) => locate(found, rule, index)));
  });
  const [first, ...rest] = problems;
  return first === undefined ? { ok: true, value: compiled } : { ok: false, problems: [first, ...rest] };
}

function compileRule(
  rule: RelabelRule,
  index: number,
  semantics: RelabelSemantics,
  sizeLeft: number,
): Result<{ compiled: CompiledRule; regexSize: number }> {
  const complete = withDefaults(rule);
  const action = readAction(complete, semantics);
  const regex = compileRegex(complete.regex, semantics, Math.min(sizeLeft, REGEX_SIZE_MAX));
  const unreadable = firstWritten(rule, [
    // A null action is noticed only after the rest has been read.
    typeof action !== "string" && complete.action !== null ? action : null,
    regex.ok ? null : { ...regex.problems[0], path: ["regex"] },
    checkSourceLabels(rule.source_labels, semantics),
  ]);
  if (unreadable !== null) return failed(unreadable);
  if (!regex.ok) return regex;
  if (typeof action !== "string") return failed(action);
  const checked = { ...complete, action };
  const refused = checkRule(checked, semantics);
  if (refused !== null) return failed(refused);
  const compiled = { index, rule, action, run: ACTIONS[action](checked, regex.value, semantics) };
  return { ok: true, value: { compiled, regexSize: regex.value.size } };
}

/** Prometheus reads the fields as they are written and stops at the first that it cannot read. */
function firstWritten({ ranges }: RelabelRule, problems: readonly (Problem | null)[]): Problem | null {
  const place = ({ path }: Problem) => {
    const range = ranges?.[path[0] as RelabelField];
    return range === undefined ? 0 : range.line * 1e6 + range.column;
  };
  const found = problems.filter((one) => one !== null);
  return found.toSorted((a, b) => place(a) - place(b))[0] ?? null;
}

function failed(found: Problem): Result<never> {
  return { ok: false, problems: [found] };
}

function emptyRule(): Result<never> {
  return failed(problem("relabel/empty-rule", { prometheus: "empty or null target relabeling rule in scrape config" }));
}

/** Points at the field where it was written, else at the whole rule. */
function locate(found: Problem, rule: RelabelRule | null, index: number): Problem {
  const field = found.path[0] as keyof NonNullable<RelabelRule["ranges"]> | undefined;
  const range = (field === undefined ? undefined : rule?.ranges?.[field]) ?? rule?.ranges?.rule;
  return { ...found, path: [index, ...found.path], ...(range === undefined ? {} : { range }) };
}
