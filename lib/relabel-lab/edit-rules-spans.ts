import { stretchesOf } from "./edit-rules-list";
import { readRulePlace } from "./edit-rules-place";

/** The lines of a rule, from 1 and inclusive, and its text without the comments above it. */
export type RuleSpan = { readonly firstLine: number; readonly lastLine: number; readonly text: string };

/** Reading a longer text at every key would be felt. */
const READ_LENGTH_MAX = 20_000;

/** Where the rules of a text stand. A text that is being typed, and so cannot be read, is split at its dashes. */
export function ruleSpansOf(text: string): RuleSpan[] {
  const list = text.length <= READ_LENGTH_MAX ? (readRulePlace(text)?.list ?? null) : null;
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
  const indent = lines.find((line) => /^\s*-(?:\s|$)/.test(line))?.search(/-/) ?? -1;
  if (indent === -1) return [];
  const starts = lines.flatMap((line, at) => (line.search(/\S/) === indent && /^\s*-(?:\s|$)/.test(line) ? [at] : []));
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
