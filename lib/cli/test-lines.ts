import type { ReportedProblem, ReportedRun } from "@/lib/rule-tests/report";
import type { Terminal } from "./exit-codes";

/** A problem as compilers write it: FILE:LINE:COLUMN: sentence (Prometheus: its words) [code]. */
export function problemLine({ file, line, column, code, message, prometheus }: ReportedProblem): string {
  const place = line === null ? file : `${file}:${line}:${column}`;
  return `${place}: ${message}${prometheus === null ? "" : ` (Prometheus: ${prometheus})`} [${code}]`;
}

/** One test with all its versions: a line when all is well, else why not. */
export function testLines(file: string, runs: readonly ReportedRun[], { t }: Terminal): string[] {
  const [first] = runs;
  if (first === undefined) return [];
  const passed = runs.filter(({ status }) => status === "passed");
  const head = (status: ReportedRun["status"], some: readonly ReportedRun[]) =>
    `  ${t(`test.status.${status}`)}  ${oneLine(first.name)}  [${some.map(({ prometheus }) => prometheus).join(" ")}]`;
  const undefinedNote = passed.some(({ possible }) => possible > 1) ? [`        ${t("test.undefined")}`] : [];
  return [
    ...(passed.length > 0 ? [head("passed", passed), ...undefinedNote] : []),
    ...runs.flatMap((run) => (run.status === "passed" ? [] : [head(run.status, [run]), ...failureLines(file, run, t)])),
  ];
}

function failureLines(file: string, run: ReportedRun, t: Terminal["t"]): string[] {
  const isSaidBelow = run.status === "broken";
  return [
    `        ${file}:${run.line}: ${oneLine(isSaidBelow ? "" : (run.reason?.message ?? ""))}`.trimEnd(),
    ...run.problems.map((found) => `        ${problemLine(found)}`),
    ...run.differences.flatMap(({ label, expected, actual, rule }) => [
      ...(expected === null ? [] : [`        - ${labelText(label, expected)}`]),
      ...(actual === null ? [] : [`        + ${labelText(label, actual)}`]),
      ...(rule === null ? [] : [`            ${t("test.byRule", { rule })}`]),
    ]),
    ...(run.possible > 1 ? [`        ${t("test.possible", { count: run.possible })}`] : []),
  ];
}

function labelText(name: string, value: string): string {
  return `${/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`;
}

/** A name may hold anything; control characters must not reach the terminal. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal would obey
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => JSON.stringify(character).slice(1, -1));
}
