import type { Fix } from "@/lib/prometheus/checks/finding";

/** Carries out a quick fix on the text that the finding is about. Places beyond its end change nothing. */
export function applyFix(text: string, { edits }: Fix): string {
  const starts = lineStarts(text);
  const offset = (line: number, column: number) => (starts[line - 1] ?? text.length) + column - 1;
  return edits
    .map(({ range, text: by }) => ({
      from: offset(range.line, range.column),
      to: offset(range.endLine, range.endColumn),
      by,
    }))
    .sort((a, b) => b.from - a.from)
    .reduce((rest, { from, to, by }) => (to > rest.length ? rest : rest.slice(0, from) + by + rest.slice(to)), text);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
