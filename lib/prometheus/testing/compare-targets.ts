import { isAtLeast } from "@/lib/prometheus/versions";
import { isLabelName } from "@/lib/relabel/label-name";
import { semanticsOf } from "@/lib/relabel/semantics";
import { type Comparison, type Difference, refusalsOf, renderConfig, traceCase } from "./compare-rules";
import { type FoundTarget, findTargets, type Promtool } from "./promtool";
import { toFlow } from "./reveal-labels";
import type { RuleCase } from "./rule-cases";

/** Targets that share one start of promtool. */
const TARGETS_PER_CALL = 50;

/** The end of the whole pipeline, default ports and instance included: the rules of one case over the targets of many. */
export function compareTargets(promtool: Promtool, cases: readonly RuleCase[]): Comparison {
  const differences: Difference[] = [];
  let count = 0;
  for (let start = 0; start < cases.length; start += TARGETS_PER_CALL) {
    const block = cases.slice(start, start + TARGETS_PER_CALL);
    const rules = block.find((one) => traceCase(one, promtool.version) !== null && isTaken(one, promtool));
    if (rules === undefined) continue;
    const found = compareBlock(promtool, rules, block);
    count += block.length;
    differences.push(...found);
  }
  return { cases: count, undefinedCases: 0, differences };
}

/** promtool loads the config before it looks at targets; a target that it refuses there would end everything. */
function isTaken(one: RuleCase, { version }: Promtool): boolean {
  return refusalsOf(renderConfig({ ...one, target: { __address__: "x:1" } }, []), version).length === 0 && one.rules.length > 0;
}

function compareBlock(promtool: Promtool, rules: RuleCase, block: readonly RuleCase[]): Difference[] {
  const { version } = promtool;
  const cases = block.map(({ target }, i): RuleCase => {
    const names = Object.entries(target).filter(([name, value]) => isLabelName(name, semanticsOf(version)) && value !== "");
    return { ...rules, target: { ...Object.fromEntries(names), __meta_case: String(i) } };
  });
  const input = renderBlock(cases);
  const theirs = findTargets(promtool, input, rules.job.job_name);
  const all = new Set(theirs.map((their) => toText(answerOf(their))));
  return cases.flatMap((one, i) => {
    const transcript = traceCase(one, version);
    if (transcript === null || transcript.steps.some(({ undefinedLabels }) => undefinedLabels.length > 0)) return [];
    const { outcome } = transcript;
    const ours = outcome.kind === "kept" ? { ...outcome.labels } : outcome.kind;
    const their = theirs.find(({ discoveredLabels }) => discoveredLabels?.__meta_case === String(i));
    // 2.53 does not say which target it refused; the sentences themselves are compared elsewhere.
    const answer = their === undefined ? "error" : answerOf(their);
    // 2.42 relabels in place, so what it calls discovered may be rubbish; what it keeps is right.
    const isSame = isAtLeast(version, 2, 43) ? toText(ours) === toText(answer) : all.has(toText(ours));
    return isSame ? [] : [{ input: renderBlock([one]), ours, theirs: answer }];
  });
}

function answerOf({ labels, error }: FoundTarget): Readonly<Record<string, string>> | string {
  if (error !== undefined && error !== null) return "error";
  return labels === null || Object.keys(labels).length === 0 ? "dropped" : labels;
}

function toText(answer: Readonly<Record<string, string>> | string): string {
  return typeof answer === "string" ? answer : JSON.stringify(Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function renderBlock(cases: readonly RuleCase[]): string {
  const [first] = cases;
  if (first === undefined) return "";
  const head = renderConfig({ ...first, target: {} }, []).replace(/ {2}static_configs:[\s\S]*$/, "");
  // file_sd would do as well; static_configs of a group each keep all in one file.
  const groups = cases.map(({ target: { __address__: address = "", ...labels } }) => {
    return `  - targets: [${toFlow(address)}]\n    labels: ${toFlow(labels)}\n`;
  });
  return `${head}  static_configs:\n${groups.join("")}`;
}
