import type { SequenceItem, SequenceLayout } from "@/lib/prometheus/yaml-layout";
import { applySplices, columnOf, commentsIn, lineBreakOf, lineEndOf, lineStartOf, type Splice } from "./edit-rules-text";

/** A stretch of text; the end is exclusive. */
type Stretch = { readonly from: number; readonly to: number };

/**
 * The stretches that travel with the items of a block list: the comment lines right above the dash, the item, the rest of
 * its last line and deeper comment lines below. What lies between two stretches stays where it is.
 */
export function stretchesOf(text: string, list: SequenceLayout): Stretch[] {
  if (list.isFlow) return list.items.map(({ start, content }) => ({ from: start, to: Math.max(content.end, start) }));
  let before = 0;
  return list.items.map((item) => {
    const stretch = { from: startOfItem(text, item, before), to: endOfItem(text, item) };
    before = stretch.to;
    return stretch;
  });
}

function startOfItem(text: string, { start }: SequenceItem, before: number): number {
  let from = lineStartOf(text, start);
  // A list within a list starts in the line of its parent.
  if (text.slice(from, start).trim() !== "") return start;
  while (from > before) {
    const above = lineStartOf(text, from - 1);
    if (above < before || !/^[ \t]*#/.test(text.slice(above, from))) break;
    from = above;
  }
  return from;
}

function endOfItem(text: string, { start, content }: SequenceItem): number {
  const dash = columnOf(text, start);
  let end = lineEndOf(text, Math.max(content.end, start + 1));
  while (end < text.length) {
    const next = text.indexOf("\n", end) + 1;
    const line = next === 0 ? "" : text.slice(next, lineEndOf(text, next));
    const comment = line.search(/\S/);
    if (line[comment] !== "#" || comment <= dash) break;
    end = next + line.length;
  }
  return end;
}

/** Moves an item to another place; what stands between the items stays. */
export function moveItem(text: string, list: SequenceLayout, from: number, to: number): string {
  const stretches = stretchesOf(text, list);
  const pieces = stretches.map((stretch) => text.slice(stretch.from, stretch.to));
  const moved = pieces.toSpliced(from, 1).toSpliced(to, 0, pieces[from] ?? "");
  return applySplices(
    text,
    stretches.map((stretch, index) => ({ start: stretch.from, end: stretch.to, text: moved[index] ?? "" })),
  );
}

/** Takes an item away; its own comments go with it unless they are to be kept, comments between items stay. */
export function removeItem(text: string, list: SequenceLayout, index: number, keepComments = false): string {
  return list.isFlow ? removeFlowItem(text, list, index) : removeBlockItem(text, list, index, keepComments);
}

function removeBlockItem(text: string, list: SequenceLayout, index: number, keepComments: boolean): string {
  const stretches = stretchesOf(text, list);
  const own = stretches[index];
  const item = list.items[index];
  if (own === undefined || item === undefined) return text;
  if (keepComments) {
    const comments = commentsIn(`${text.slice(own.from, item.start)} ${text.slice(item.start + 1, item.content.start)}`).concat(
      commentsIn(text.slice(item.content.end, own.to)),
    );
    const indent = " ".repeat(columnOf(text, item.start));
    if (comments.length > 0) {
      const lines = comments.map((comment, line) => `${line === 0 && own.from === item.start ? "" : indent}${comment}`);
      return applySplices(text, [{ start: own.from, end: own.to, text: lines.join(lineBreakOf(text)) }]);
    }
  }
  const next = stretches[index + 1];
  const before = stretches[index - 1];
  const isBlank = (start: number, end: number) => text.slice(start, end).trim() === "";
  if (next !== undefined && isBlank(own.to, next.from))
    return applySplices(text, [{ start: own.from, end: next.from, text: "" }]);
  if (before !== undefined && isBlank(before.to, own.from))
    return applySplices(text, [{ start: before.to, end: own.to, text: "" }]);
  return applySplices(text, [{ start: own.from, end: lineEndWithBreak(text, own.to), text: "" }]);
}

function lineEndWithBreak(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  return feed === -1 ? text.length : feed + 1;
}

function removeFlowItem(text: string, list: SequenceLayout, index: number): string {
  const stretches = stretchesOf(text, list);
  const own = stretches[index];
  if (own === undefined) return text;
  const next = stretches[index + 1];
  const before = stretches[index - 1];
  if (next !== undefined) return applySplices(text, removal(text, own, own.to, next.from, true));
  if (before !== undefined) return applySplices(text, removal(text, own, before.to, own.from, false));
  // A comma behind the only item would be an empty item without it.
  return applySplices(text, removal(text, own, own.to, list.end - 1, true));
}

/** Removes an item and its comma; blanks go too unless a comment stands among them. */
function removal(text: string, own: Stretch, start: number, end: number, isBehind: boolean): Splice[] {
  const between = text.slice(start, end);
  if (!between.includes("#")) return [isBehind ? { start: own.from, end, text: "" } : { start, end: own.to, text: "" }];
  const comma = between.replaceAll(/#.*/g, (comment) => " ".repeat(comment.length)).indexOf(",");
  const splices = [{ start: own.from, end: own.to, text: "" }];
  return comma === -1 ? splices : [...splices, { start: start + comma, end: start + comma + 1, text: "" }];
}

/** Puts a new item in; its lines are indented like its neighbours. The list must have items. */
export function insertItem(text: string, list: SequenceLayout, index: number, lines: readonly string[]): string {
  const stretches = stretchesOf(text, list);
  const next = stretches[index];
  const last = stretches.at(-1);
  const first = list.items[0];
  if (last === undefined || first === undefined) return text;
  if (list.isFlow) {
    const item = lines.join(" ");
    return next === undefined
      ? applySplices(text, [{ start: last.to, end: last.to, text: `, ${item}` }])
      : applySplices(text, [{ start: next.from, end: next.from, text: `${item}, ` }]);
  }
  const lineBreak = lineBreakOf(text);
  const indent = " ".repeat(columnOf(text, first.start));
  const item = lines.map((line, at) => `${indent}${at === 0 ? "- " : "  "}${line}`).join(lineBreak);
  const gap = gapOf(text, stretches, index) ?? lineBreak;
  if (next === undefined) return applySplices(text, [{ start: last.to, end: last.to, text: gap + item }]);
  const isFirstInLine = next.from === lineStartOf(text, next.from);
  // The first item of a list within a list has no line of its own.
  const piece = isFirstInLine ? `${item}${gap}` : `${item.trimStart()}${gap}${indent}`;
  return applySplices(text, [{ start: next.from, end: next.from, text: piece }]);
}

/** The blank lines that the author puts between items, when there is nothing else between them. */
function gapOf(text: string, stretches: readonly Stretch[], index: number): string | null {
  const at = Math.min(Math.max(index - 1, 0), stretches.length - 2);
  const [before, after] = [stretches[at], stretches[at + 1]];
  if (before === undefined || after === undefined) return null;
  const gap = text.slice(before.to, after.from);
  return gap.trim() === "" && gap !== "" ? gap : null;
}

/** Puts a copy of an item behind it, with the comments inside it but not those above. */
export function duplicateItem(text: string, list: SequenceLayout, index: number): string {
  const own = stretchesOf(text, list)[index];
  const item = list.items[index];
  if (own === undefined || item === undefined) return text;
  const copy = text.slice(item.start, own.to);
  if (list.isFlow) return applySplices(text, [{ start: own.to, end: own.to, text: `, ${copy}` }]);
  const gap = gapOf(text, stretchesOf(text, list), index + 1) ?? lineBreakOf(text);
  return applySplices(text, [{ start: own.to, end: own.to, text: `${gap}${" ".repeat(columnOf(text, item.start))}${copy}` }]);
}
