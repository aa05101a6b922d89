import { checkConfig } from "@/lib/prometheus/check-config";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { type TargetTranscript, traceTarget } from "@/lib/prometheus/target-pipeline";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import { toLabelSet } from "@/lib/relabel/label-set";
import { checkConfigs, type Promtool } from "./promtool";
import { readRevealed, revealRules, toFlow } from "./reveal-labels";
import type { RuleCase } from "./rule-cases";

/** A case that came out differently, with everything that is needed to look into it. */
export type Difference = { readonly input: string; readonly ours: unknown; readonly theirs: unknown };

export type Comparison = { readonly cases: number; readonly undefinedCases: number; readonly differences: readonly Difference[] };

/** What we say that leaves the rules, in the form in which promtool can be made to say it. */
type Answer =
  | { readonly kind: "refused"; readonly sentences: readonly string[] }
  | { readonly kind: "dropped" }
  | { readonly kind: "undefined" }
  | { readonly kind: "kept"; readonly labels: Readonly<Record<string, string>> };

/** Labels behind the last rule, for many cases; and whether the config with them is refused, in which words. */
export function compareRules(promtool: Promtool, cases: readonly RuleCase[]): Comparison {
  const ours = cases.map((one) => answerOf(one, promtool.version));
  const names = cases.map((one, i) => namesOf(one, ours[i]));
  const texts = cases.map((one, i) => renderConfig(one, revealRules(names[i] ?? [])));
  const theirs = checkConfigs(promtool, texts);
  const differences = cases.flatMap((one, i) => {
    const our = ours[i];
    const said = theirs[i] ?? null;
    if (our === undefined || our.kind === "undefined") return [];
    const labels = said === null ? null : readRevealed(said, names[i] ?? []);
    return agrees(our, said, labels) ? [] : [{ input: renderConfig(one, []), ours: our, theirs: labels ?? said }];
  });
  return { cases: cases.length, undefinedCases: ours.filter(({ kind }) => kind === "undefined").length, differences };
}

/** Verdict and sentence of promtool for whole configs: refused targets, too. */
export function compareVerdicts(promtool: Promtool, texts: readonly string[]): Comparison {
  const theirs = checkConfigs(promtool, texts, true);
  const differences = texts.flatMap((input, i) => {
    const sentences = refusalsOf(input, promtool.version);
    const said = theirs[i] ?? null;
    const isSame = said === null ? sentences.length === 0 : includesSentence(sentences, said);
    return isSame ? [] : [{ input, ours: sentences, theirs: said }];
  });
  return { cases: texts.length, undefinedCases: 0, differences };
}

/** Prometheus stops at its first mistake, and collects mistakes of shape; ours are all of them. */
export function includesSentence(sentences: readonly string[], said: string): boolean {
  const collected = /^yaml: unmarshal errors:\n([\s\S]*)$/.exec(said)?.[1];
  if (collected === undefined) return sentences.includes(said);
  return collected.split(/\n {2}(?=line \d+: )/).every((line) => sentences.includes(line.replace(/^ {2}/, "")));
}

function agrees(our: Answer, said: string | null, labels: Readonly<Record<string, string>> | null): boolean {
  if (our.kind === "refused") return labels === null && said !== null && includesSentence(our.sentences, said);
  if (our.kind === "dropped") return said === null;
  return our.kind === "kept" && labels !== null && isSameSet(our.labels, labels);
}

function isSameSet(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}

function answerOf(one: RuleCase, version: PrometheusVersion): Answer {
  // A target is refused by its address only after the rules, so a slash there is no reason to refuse the config.
  const text = renderConfig({ ...one, target: { ...one.target, __address__: "x" } }, [
    `{action: drop, source_labels: [job], regex: "(?s).*"}`,
  ]);
  const sentences = refusalsOf(text, version);
  if (sentences.length > 0) return { kind: "refused", sentences };
  const transcript = traceCase(one, version);
  if (transcript === null) return { kind: "refused", sentences: [] };
  if (transcript.steps.some(({ undefinedLabels }) => undefinedLabels.length > 0)) return { kind: "undefined" };
  const last = transcript.steps.at(-1);
  const labels = last === undefined ? transcript.defaults : last.after;
  return labels === null ? { kind: "dropped" } : { kind: "kept", labels: { ...labels } };
}

/** Everything that we would refuse a config for, in Prometheus's words where we have them. */
export function refusalsOf(text: string, version: PrometheusVersion): string[] {
  return checkConfig(text, version)
    .filter(({ severity }) => severity === "error")
    .map((found) => found.prometheus ?? `(${found.code})`);
}

/** Our transcript of a case; null when its rules are refused. */
export function traceCase({ job, rules, target }: RuleCase, version: PrometheusVersion): TargetTranscript | null {
  const read = readRelabelConfigs(`[${rules.join(", ")}]`, version);
  const compiled = read.ok ? compileRules(read.value, version) : read;
  return compiled.ok ? traceTarget({ job, rules: compiled.value, version }, toLabelSet(target)) : null;
}

function namesOf({ target }: RuleCase, answer: Answer | undefined): string[] {
  const result = answer?.kind === "kept" ? Object.keys(answer.labels) : [];
  return [...new Set([...result, ...Object.keys(target), "job", "__scheme__", "__metrics_path__"])];
}

/** The config of one case, `more` rules behind its own. */
export function renderConfig({ job, rules, target }: RuleCase, more: readonly string[]): string {
  const { __address__: address = "", ...labels } = target;
  const { params, ...fields } = job;
  return [
    "scrape_configs:",
    ...Object.entries({ ...fields, ...(params === undefined ? {} : { params }) }).map(
      ([key, value], i) => `${i === 0 ? "- " : "  "}${key}: ${toFlow(value)}`,
    ),
    "  relabel_configs:",
    ...[...rules, ...more].map((rule) => `  - ${rule}`),
    "  static_configs:",
    `  - targets: [${toFlow(address)}]`,
    ...(Object.keys(labels).length === 0 ? [] : ["    labels:"]),
    ...Object.entries(labels).map(([name, value]) => `      ? ${toFlow(name)}\n      : ${toFlow(value)}`),
    "",
  ].join("\n");
}
