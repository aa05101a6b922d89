import { renderScalar } from "@/lib/prometheus/render-yaml";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder } from "@/lib/prometheus/yaml-node";

/** Replace `[start, end)` of a text. */
export type Splice = { readonly start: number; readonly end: number; readonly text: string };

/** Applies splices that do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end), text);
}

/** The line break that a text uses. */
export function lineBreakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** End of the line without its line break. */
export function lineEndOf(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  const end = feed === -1 ? text.length : feed;
  return text[end - 1] === "\r" && end - 1 >= offset ? end - 1 : end;
}

/** Column from 0: blanks in front of what stands at the offset, when nothing else does. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStartOf(text, offset);
}

/** The comments of a stretch that holds nothing else but blanks and YAML's signs. */
export function commentsIn(stretch: string): string[] {
  return stretch.split(/\r?\n/).flatMap((line) => {
    const found = /(?:^|[\s,\-[{])(#.*)$/.exec(line)?.[1]?.trimEnd();
    return found === undefined ? [] : [found];
  });
}

type Style = "plain" | "single" | "double" | "block";

function styleOf(source: string): Style {
  if (source.startsWith("'")) return "single";
  if (source.startsWith('"')) return "double";
  return /^[|>]/.test(source) ? "block" : "plain";
}

/** Writes a text in the style of the one that it replaces, or in the plainest one that means this text to every reader. */
export function renderLike(value: string, source: string | null, isInFlow: boolean): string {
  const safe = isLegible(value) && /["\\]/.test(value) ? single(value) : renderScalar(value, isInFlow);
  if (source === null || source === "") return safe;
  const style = styleOf(source);
  if (style === "single") return isLegible(value) ? single(value) : renderScalar(value, isInFlow);
  if (style === "double") return safe.startsWith('"') || safe.startsWith("'") ? safe : `"${safe}"`;
  return isPlain(value, isInFlow) ? value : safe;
}

function isLegible(value: string): boolean {
  return !/[\p{Cc}\p{Surrogate}\u2028\u2029\ufeff\ufffe\uffff]/u.test(value);
}

function single(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Does YAML take this text for itself when it stands without quotes? */
function isPlain(value: string, isInFlow: boolean): boolean {
  if (!isLegible(value)) return false;
  const document = parseYaml(isInFlow ? `{a: ${value}, b: c}` : `a: ${value}\nb: c`);
  const read = document.ok ? valueUnder(document.value.root, "a") : null;
  return (
    read?.kind === "scalar" && read.text === value && read.tag === "str" && read.place.end - read.place.start === value.length
  );
}
