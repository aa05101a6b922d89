import { type Document, isCollection, type Node, type Pair, type Scalar, visit } from "yaml";
import { type Problem, problem, type TextRange } from "@/lib/result";

type Span = { readonly start: number; readonly end: number };
/** A scalar and the column below which go-yaml takes no tab in front of what continues it. */
type ScalarSpan = Span & { readonly style: "plain" | "quoted" | "block"; readonly indent: number };

/** A line whose leading blanks hold a tab. */
const TAB_IN_FRONT = /^( *)\t/gm;

const STYLES: Partial<Record<NonNullable<Scalar["type"]>, ScalarSpan["style"]>> = {
  PLAIN: "plain",
  BLOCK_FOLDED: "block",
  BLOCK_LITERAL: "block",
};

/**
 * Refuses tabs at the beginning of lines where go-yaml does, also on lines that are blank otherwise; the library takes most
 * of them. Between tokens a tab is no blank outside of brackets. Behind a scalar without quotes it is one, but not in front
 * of the column where a continuation could start.
 */
export function checkTabs(
  document: Document.Parsed | null,
  text: string,
  toRange: (start: number, end: number) => TextRange,
): Problem[] {
  const tabs = [...text.slice(0, endOf(document, text)).matchAll(TAB_IN_FRONT)];
  if (tabs.length === 0) return [];
  const { scalars, brackets } = document === null ? { scalars: [], brackets: [] } : spansOf(document, text);
  return tabs.flatMap(({ index, 1: blanks = "" }) => {
    const prometheus = refusalOf(index, blanks.length, { scalars, brackets, text });
    if (prometheus === null) return [];
    const at = index + blanks.length;
    return [problem("config/yaml-tab", { range: toRange(at, at + 1), prometheus: `yaml: ${prometheus}` })];
  });
}

/** Blank lines behind the last value belong to the document, up to the sign that ends it. */
function endOf(document: Document.Parsed | null, text: string): number {
  const from = document?.contents?.range?.[1] ?? 0;
  const sign = /^(?:---|\.\.\.)(?=\s|$)/m.exec(text.slice(from));
  return sign === null || (from === 0 && sign.index === 0) ? text.length : from + sign.index;
}

type Layout = { readonly scalars: readonly ScalarSpan[]; readonly brackets: readonly Span[]; readonly text: string };

function refusalOf(lineStart: number, column: number, { scalars, brackets, text }: Layout): string | null {
  const before = scalars.findLast(({ start }) => start < lineStart);
  if (before?.style === "quoted" && before.end > lineStart) return null;
  if (before?.style === "block" && text.slice(before.end, lineStart).trim() === "") {
    return column < before.indent ? "found a tab character where an indentation space is expected" : null;
  }
  if (before?.style === "plain" && (before.end > lineStart || text.slice(before.end, lineStart).trim() === "")) {
    return column < before.indent ? "found a tab character that violates indentation" : null;
  }
  const isInBrackets = brackets.some(({ start, end }) => start < lineStart && lineStart < end);
  return isInBrackets ? null : "found character that cannot start any token";
}

function spansOf(document: Document.Parsed, text: string): Pick<Layout, "scalars" | "brackets"> {
  const scalars: ScalarSpan[] = [];
  const brackets: Span[] = [];
  visit(document, {
    Collection: (_key, node) => {
      if (node.flow === true && node.range) brackets.push({ start: node.range[0], end: node.range[1] });
    },
    Scalar: (_key, node, path) => {
      // A value that is left out is nowhere.
      if (!node.range || node.range[0] === node.range[1]) return;
      const [start, end] = node.range;
      const style = STYLES[node.type ?? "PLAIN"] ?? "quoted";
      const indent = style === "block" ? contentColumn(text.slice(start, end)) : blockColumn(path, text) + 1;
      scalars.push({ start, end, style, indent });
    },
  });
  return { scalars: scalars.toSorted((a, b) => a.start - b.start), brackets };
}

/** The column of the block collection around a node, -1 when there is none. */
function blockColumn(path: readonly (Document | Node | Pair)[], text: string): number {
  const around = path.findLast((node) => isCollection(node) && node.flow !== true);
  const start = isCollection(around) ? around.range?.[0] : undefined;
  return start === undefined ? -1 : start - (text.lastIndexOf("\n", start - 1) + 1);
}

/** The column in which the content of a text block starts. */
function contentColumn(source: string): number {
  return /\n( *)[^\s]/.exec(source)?.[1]?.length ?? 0;
}
