import type { ReportedProblem, ReportedRun } from "@/lib/rule-tests/report";
import type { Terminal } from "./exit-codes";

/** A problem as compilers write it: FILE:LINE:COLUMN: sentence (Prometheus: its words) [code]. */
export function problemLine({ file, line, column, code, message, prometheus }: ReportedProblem): string {
  const place = line === null ? file : `${file}:${line}:${column}`;
  return `${place}: ${message}${prometheus === null ? "" : ` (Prometheus: ${prometheus})`} [${code}]`;
}

/** One test with all its versions: a line when all is well, else why not, once for versions that agree. */
export function testLines(file: string, runs: readonly ReportedRun[], { t }: Terminal): string[] {
  return groupAlike(runs).flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const versions = alike.map(({ prometheus }) => prometheus).join(" ");
    const head = `  ${t(`test.status.${first.status}`)}  ${oneLine(first.name)}  [${versions}]`;
    if (first.status !== "passed") return [head, ...failureLines(file, first, t)];
    return first.possible > 1 ? [head, `        ${t("test.undefined")}`] : [head];
  });
}

/** Runs that end alike under several versions. */
function groupAlike(runs: readonly ReportedRun[]): ReportedRun[][] {
  const groups = new Map<string, ReportedRun[]>();
  for (const run of runs) {
    const { status, reason, differences, possible, problems } = run;
    const key = JSON.stringify([status, reason, differences, possible > 1, problems]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

function failureLines(file: string, run: ReportedRun, t: Terminal["t"]): string[] {
  return [
    // The problem of a test that cannot run is the reason.
    ...(run.status === "broken" ? [] : [`        ${file}:${run.line}: ${oneLine(run.reason?.message ?? "")}`]),
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
