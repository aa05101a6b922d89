import {
  codeInMarkdown,
  escapeMarkdown,
  type HoverText,
  type TextLines,
  type TextPosition,
} from "@/components/editor/language-service";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import { RELABEL_FIELDS, type RelabelRule } from "@/lib/relabel/relabel-rule";
import { findRule, findRuleCursor, namesInFlow, type RuleCursor } from "@/lib/relabel-lab/rule-cursor";
import { actionOf, FIELD_DEFAULTS } from "@/lib/relabel-lab/rule-fields";
import type { TextRange } from "@/lib/result";
import { matchExample } from "./match-example";
import { type KnownLabel, proposedLabels, type RuleKnowledge, regexGroups } from "./rule-knowledge";

/** What is known about the word at a place; on every word of a rule also what the rule does. */
export function hoverRules(
  lines: TextLines,
  { line, column }: TextPosition,
  knowledge: RuleKnowledge,
  version: PrometheusVersion,
): HoverText | null {
  const cursor = findRuleCursor(lines, line, column);
  if (cursor === null) return null;
  const { place } = cursor;
  const word = wordOf(lines, place.range);
  if (word === "" && column > place.range.column + 1) return null;
  const about = aboutPlace(cursor, word, knowledge, version);
  const rule = readRule(lines, cursor, version);
  const sentence = rule === null ? [] : [escapeMarkdown(knowledge.words.explain(rule))];
  const paragraphs = [...about, ...sentence].filter((paragraph) => paragraph !== "");
  return paragraphs.length === 0 ? null : { range: place.range, paragraphs };
}

function wordOf(lines: TextLines, { line, column, endColumn }: TextRange): string {
  return lines.line(line).slice(column - 1, endColumn - 1);
}

function aboutPlace({ place, fields }: RuleCursor, word: string, knowledge: RuleKnowledge, version: PrometheusVersion): string[] {
  const { words } = knowledge;
  if (place.kind === "name") return aboutLabel(unquote(word), knowledge);
  if (place.kind === "field") {
    const field = RELABEL_FIELDS.find((known) => known === word);
    if (field === undefined) return [];
    const fallback = FIELD_DEFAULTS[field];
    return [
      `**${escapeMarkdown(field)}** ${escapeMarkdown(words.field(field))}`,
      fallback === undefined ? "" : words.defaultIs(codeInMarkdown(fallback)),
    ];
  }
  switch (place.field) {
    case "action": {
      const action = actionOf(unquote(word));
      return action === null ? [] : [`**${action}** ${escapeMarkdown(words.action(action))}`];
    }
    case "target_label":
      return aboutLabel(unquote(word), knowledge);
    case "regex":
      return aboutRegex(fields.get("regex") ?? unquote(word), fields, knowledge, version);
    default:
      return [];
  }
}

function unquote(word: string): string {
  return word.trim().replace(/^(["'])(.*)\1$/, "$2");
}

function aboutLabel(name: string, knowledge: RuleKnowledge): string[] {
  const { labels, words } = knowledge;
  const known = proposedLabels(knowledge).find((label) => label.name === name);
  if (known === undefined) return labels.length === 0 || name === "" ? [] : [words.notInTargets(codeInMarkdown(name))];
  return [`${codeInMarkdown(name)}: ${usageOf(known, knowledge)}`];
}

function usageOf({ count, examples }: KnownLabel, { words }: RuleKnowledge): string {
  const use = count === 0 ? words.wellKnown : words.count(count);
  return examples.length === 0 ? use : `${use}\n\n${words.examples(examples)}`;
}

function aboutRegex(
  regex: string,
  fields: RuleCursor["fields"],
  { labels, words }: RuleKnowledge,
  version: PrometheusVersion,
): string[] {
  const groups = regexGroups(regex).map(
    ({ reference, source }) => `- ${words.group(codeInMarkdown(`$${reference}`))} ${codeInMarkdown(source)}`,
  );
  const [source, ...more] = namesInFlow(fields.get("source_labels") ?? "");
  const examples = more.length > 0 ? [] : (labels.find(({ name }) => name === source)?.examples ?? []);
  const tried = examples.slice(0, 3).map((example) => {
    const found = matchExample(regex, example, version);
    if (found === null) return "";
    const sentence = found.isMatch ? words.matches(codeInMarkdown(example)) : words.matchesNot(codeInMarkdown(example));
    const values = found.groups.map(({ reference, value }) => `${codeInMarkdown(`$${reference}`)} = ${codeInMarkdown(value)}`);
    return `- ${[sentence, ...values].join(", ")}`;
  });
  return [groups.join("\n"), tried.filter((line) => line !== "").join("\n")];
}

/** The rule of the cursor, read from its own lines: the rest of the text may be broken or long. */
function readRule(lines: TextLines, { firstLine }: RuleCursor, version: PrometheusVersion): RelabelRule | null {
  const bounds = findRule(lines, firstLine);
  if (bounds === null) return null;
  const own = Array.from({ length: bounds.lastLine - bounds.firstLine + 1 }, (_, at) => lines.line(bounds.firstLine + at));
  const text = own.join("\n");
  if (!parseYaml(text).ok) return null;
  const rules = readRelabelConfigs(text, version);
  return rules.ok ? (rules.value[0] ?? null) : null;
}
