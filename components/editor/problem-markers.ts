import type { Problem, Severity, TextRange } from "@/lib/result";

/** Monaco's MarkerSeverity by number: this file stays free of Monaco, so that tests need no browser. */
const MARKER_SEVERITY: Record<Severity, 2 | 4 | 8> = { error: 8, warning: 4, info: 2 };

/** The shape of Monaco's IMarkerData, as far as we fill it. */
export type ProblemMarker = {
  severity: 2 | 4 | 8;
  message: string;
  source: string;
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
};

/** Problems that have a place in the text, as Monaco draws them; the others belong into a list beside the editor. */
export function toProblemMarkers(problems: readonly Problem[], sentenceOf: (problem: Problem) => string): ProblemMarker[] {
  return problems.flatMap((problem) =>
    problem.range === undefined
      ? []
      : [
          {
            severity: MARKER_SEVERITY[problem.severity],
            message: withWording(sentenceOf(problem), problem.prometheus),
            source: "Promfleet",
            ...toMonacoRange(problem.range),
          },
        ],
  );
}

function withWording(sentence: string, prometheus: string | undefined): string {
  return prometheus === undefined ? sentence : `${sentence}\nPrometheus: ${prometheus}`;
}

/** An empty range would be invisible: it gets the width of one character. */
function toMonacoRange({ line, column, endLine, endColumn }: TextRange) {
  const isEmpty = line === endLine && column === endColumn;
  return {
    startLineNumber: line,
    startColumn: column,
    endLineNumber: endLine,
    endColumn: isEmpty ? endColumn + 1 : endColumn,
  };
}
