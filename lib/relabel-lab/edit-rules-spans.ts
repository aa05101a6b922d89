import { stretchesOf } from "./edit-rules-list";
import { readRulePlace } from "./edit-rules-place";

/** The lines of a rule, from 1 and inclusive, and its text without the comments above it. */
export type RuleSpan = { readonly firstLine: number; readonly lastLine: number; readonly text: string };

/** Reading a longer text at every key would be felt. */
const READ_LENGTH_MAX = 20_000;

/** Comments, blank lines and a `---`, then a dash, or a key of rules with nothing but a comment beside it. */
const BEGINS_WITH_RULES = /^(?:[ \t]*(?:#.*)?\r?\n|---[ \t]*\r?\n)*(?:[ \t]*-\s|(?:metric_)?relabel_configs:[ \t]*(?:#.*)?\r?\n)/;

/**
 * Where the rules of a text stand. Asked at every key, when the text is seldom whole: lines are enough for rules as people
 * write them. Other texts, such as rules between brackets, are read.
 */
export function ruleSpansOf(text: string): RuleSpan[] {
  const isRead = text.length <= READ_LENGTH_MAX && !BEGINS_WITH_RULES.test(text);
  const list = isRead ? (readRulePlace(text)?.list ?? null) : null;
  if (list === null) return splitAtDashes(text);
  const lineOf = lineCounter(text);
  return stretchesOf(text, list).map(({ to }, index) => {
    const start = list.items[index]?.start ?? to;
    return { firstLine: lineOf(start), lastLine: lineOf(to), text: text.slice(start, to) };
  });
}

/** Counts lines for offsets that only grow. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (; at < offset; at++) if (text[at] === "\n") line += 1;
    return line;
  };
}

function splitAtDashes(text: string): RuleSpan[] {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => DASH.test(line));
  if (first === -1) return [];
  const indent = lines[first]?.search(/-/) ?? 0;
  // Behind a key of rules another key may follow, with a list of its own; a list alone has nothing behind it.
  const isKeyed = lines.slice(0, first).some((line) => /^\w/.test(line));
  const after = lines.findIndex((line, at) => at > first && isKeyed && isOutside(line, indent) && !isDashAt(line, indent));
  if (after !== -1) lines.length = after;
  const starts = lines.flatMap((line, at) => (isDashAt(line, indent) ? [at] : []));
  return starts.map((start, index) => {
    const next = starts[index + 1] ?? lines.length;
    const outside = lines.slice(start + 1, next).findIndex((line) => isOutside(line, indent));
    let end = outside === -1 ? next - 1 : start + outside;
    while (end > start && isBetween(lines[end] ?? "", indent)) end -= 1;
    return {
      firstLine: start + 1,
      lastLine: end + 1,
      text: lines
        .slice(start, end + 1)
        .join("\n")
        .trim(),
    };
  });
}

const DASH = /^\s*-(?:\s|$)/;

function isDashAt(line: string, indent: number): boolean {
  return line.search(/\S/) === indent && DASH.test(line);
}

/** What stands further left than the dashes belongs to none of them. */
function isOutside(line: string, indent: number): boolean {
  const start = line.search(/\S/);
  return start !== -1 && start <= indent && line[start] !== "#";
}

/** Blank lines, and comments that stand above the next rule. */
function isBetween(line: string, indent: number): boolean {
  const start = line.search(/\S/);
  return start === -1 || (line[start] === "#" && start <= indent);
}
