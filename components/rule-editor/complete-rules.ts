import {
  codeInMarkdown,
  SUGGESTIONS_MAX,
  type Suggestion,
  type TextLines,
  type TextPosition,
} from "@/components/editor/language-service";
import { renderScalar } from "@/lib/prometheus/render-yaml";
import { RELABEL_ACTIONS } from "@/lib/relabel/relabel-config";
import { RELABEL_FIELDS, type RelabelField } from "@/lib/relabel/relabel-rule";
import { COMMON_RULE_IDS, COMMON_RULES } from "@/lib/relabel-lab/common-rules";
import { renderRuleLines } from "@/lib/relabel-lab/edit-rules-start";
import { type CursorPlace, findRuleCursor, namesInFlow, type RuleCursor } from "@/lib/relabel-lab/rule-cursor";
import { actionOf, FIELDS_OF_ACTION } from "@/lib/relabel-lab/rule-fields";
import { TARGET_LABELS, USUAL_TARGETS } from "@/lib/relabel-lab/well-known-labels";
import { escapeRegex, type KnownLabel, proposedLabels, type RuleKnowledge, regexGroups } from "./rule-knowledge";

/** What can stand at the cursor. */
export function completeRules(lines: TextLines, { line, column }: TextPosition, knowledge: RuleKnowledge): Suggestion[] {
  const cursor = findRuleCursor(lines, line, column);
  if (cursor === null) return [];
  const { place } = cursor;
  const all = suggestionsAt(cursor, knowledge);
  const typed = place.word.replace(/^["']/, "").toLowerCase();
  const found =
    all.length <= SUGGESTIONS_MAX
      ? all
      : all.filter(({ label }) => label.toLowerCase().includes(typed)).slice(0, SUGGESTIONS_MAX);
  // Directly behind a colon the value needs a blank before it.
  const needsBlank = place.kind !== "field" && lines.line(line)[place.range.column - 2] === ":";
  return needsBlank ? found.map((suggestion) => ({ ...suggestion, text: ` ${suggestion.text}` })) : found;
}

function suggestionsAt({ place, fields }: RuleCursor, knowledge: RuleKnowledge): Suggestion[] {
  if (place.kind === "field") return fieldSuggestions(place, fields, knowledge);
  if (place.kind === "name") return labelSuggestions(place, proposedLabels(knowledge), knowledge, place.isInFlow);
  switch (place.field) {
    case "action":
      return RELABEL_ACTIONS.map((action) => ({
        label: action,
        kind: "action" as const,
        text: action,
        range: place.range,
        detail: knowledge.words.action(action),
        documentation: knowledge.words.action(action),
      }));
    case "source_labels":
      return labelSuggestions(place, proposedLabels(knowledge), knowledge, true).map((one) => ({
        ...one,
        text: `[${one.text}]`,
      }));
    case "target_label":
      return labelSuggestions(place, targetLabels(knowledge), knowledge, place.isInFlow);
    case "regex":
      return regexSuggestions(place, fields, knowledge);
    case "replacement":
      return groupSuggestions(place, fields);
    case "separator":
      return ["/", "@", "-", ""].map((text) => valueSuggestion(place, text, text === "" ? '""' : text));
    case "modulus":
      return [];
  }
}

type FieldPlace = CursorPlace & { kind: "field" };
type ValuePlace = CursorPlace & { kind: "value" | "name" };

function fieldSuggestions(place: FieldPlace, fields: RuleCursor["fields"], knowledge: RuleKnowledge): Suggestion[] {
  const others = [...fields.keys()].filter((field) => !place.hasColon || field !== place.word);
  const action = fields.has("action") ? actionOf(fields.get("action")) : null;
  const used: readonly RelabelField[] = action === null ? RELABEL_FIELDS : [...FIELDS_OF_ACTION[action], "action"];
  const suggestions = used
    .filter((field) => !others.includes(field))
    .map((field): Suggestion => {
      const text = field === "source_labels" ? "source_labels: [$1]" : `${field}: $1`;
      return {
        label: field,
        kind: "field",
        text: place.hasColon ? field : text,
        isSnippet: !place.hasColon,
        continues: !place.hasColon,
        range: place.range,
        detail: knowledge.words.field(field),
        documentation: knowledge.words.field(field),
      };
    });
  const isNew = others.length === 0 && !place.isInFlow && !place.hasColon;
  return isNew ? [...suggestions, ...ruleSuggestions(place, knowledge)] : suggestions;
}

/** Whole rules, for a dash without any field. */
function ruleSuggestions({ range }: FieldPlace, { kind, words }: RuleKnowledge): Suggestion[] {
  return COMMON_RULE_IDS[kind].map((id) => {
    const [first = [], ...others] = COMMON_RULES[id].map(renderRuleLines);
    const text = [first.join("\n  "), ...others.map((lines) => `- ${lines.join("\n  ")}`)].join("\n");
    return { label: words.commonRule(id), kind: "rule", text, range, documentation: `\`\`\`yaml\n- ${text}\n\`\`\`` };
  });
}

function labelSuggestions(
  place: ValuePlace,
  labels: readonly KnownLabel[],
  { words }: RuleKnowledge,
  isInFlow: boolean,
): Suggestion[] {
  return labels.map(({ name, count, examples }) => ({
    label: name,
    kind: "label",
    text: renderScalar(name, isInFlow),
    range: place.range,
    detail: examples[0] ?? (count === 0 ? "" : words.count(count)),
    documentation: [count === 0 ? words.wellKnown : words.count(count), examples.length === 0 ? "" : words.examples(examples)]
      .filter((part) => part !== "")
      .join("\n\n"),
    filter: quoteOf(place) + name,
  }));
}

/** People who have opened a quote are looking for what stands inside it. */
function quoteOf({ word }: ValuePlace): string {
  return /^["']/.exec(word)?.[0] ?? "";
}

function targetLabels(knowledge: RuleKnowledge): KnownLabel[] {
  const known = proposedLabels(knowledge).filter(({ name }) => !name.startsWith("__meta_"));
  const names = new Set(known.map(({ name }) => name));
  const usual = knowledge.kind === "metric" ? USUAL_TARGETS.slice(0, 7) : [...USUAL_TARGETS, ...TARGET_LABELS];
  return [...known, ...usual.filter((name) => !names.has(name)).map((name) => ({ name, examples: [], count: 0 }))];
}

function valueSuggestion(place: ValuePlace, value: string, label: string, detail?: string): Suggestion {
  return {
    label,
    kind: "value",
    text: renderScalar(value, place.isInFlow),
    range: place.range,
    filter: quoteOf(place) + value,
    ...(detail === undefined ? {} : { detail }),
  };
}

const NAME_ACTIONS = new Set(["labelmap", "labeldrop", "labelkeep"]);

function regexSuggestions(place: ValuePlace, fields: RuleCursor["fields"], knowledge: RuleKnowledge): Suggestion[] {
  const labels = proposedLabels(knowledge);
  const action = (fields.get("action") ?? "replace").toLowerCase();
  if (NAME_ACTIONS.has(action)) return namePatterns(labels, action).map((regex) => valueSuggestion(place, regex, regex));
  const [source, ...more] = namesInFlow(fields.get("source_labels") ?? "");
  const examples = more.length > 0 ? [] : (labels.find(({ name }) => name === source)?.examples ?? []);
  const values = examples.map((value) =>
    valueSuggestion(place, escapeRegex(value), value, knowledge.words.valueOf(source ?? "")),
  );
  const usual = ["(.+)", "(.*)", "true", "([^:]+)(?::\\d+)?"].filter((regex) => !examples.includes(regex));
  return [...values, ...usual.map((regex) => valueSuggestion(place, regex, regex))];
}

/** Prefixes of labels that come from labels and annotations of objects, and for removal the names themselves. */
function namePatterns(labels: readonly KnownLabel[], action: string): string[] {
  const prefixes = labels.map(({ name }) => /^__meta_\w+?_(?:label|annotation)_(?=.)/.exec(name)?.[0]);
  const patterns = [...new Set(prefixes.filter((prefix) => prefix !== undefined))].map((prefix) => `${prefix}(.+)`);
  return action === "labelmap" ? patterns : [...labels.map(({ name }) => escapeRegex(name)), ...patterns];
}

function groupSuggestions(place: ValuePlace, fields: RuleCursor["fields"]): Suggestion[] {
  return regexGroups(fields.get("regex") ?? "(.*)").map(({ reference, source }) => {
    const text = /^\d$/.test(reference) ? `$${reference}` : `\${${reference}}`;
    return { ...valueSuggestion(place, text, text, source), documentation: codeInMarkdown(source) };
  });
}
