import type { ReportedFile, ReportedProblem, ReportedRun, TestReport } from "./report";

/**
 * The report as JUnit XML, which every CI reads: a test suite per file, a test case per test and version.
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function renderJunit({ passed, failed, broken, files }: TestReport): string {
  const counts = `tests="${passed + failed + broken}" failures="${failed}" errors="${broken}"`;
  const suites = files.map(renderSuite).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="promfleet test" ${counts}>\n${suites}</testsuites>\n`;
}

function renderSuite({ file, problems, tests }: ReportedFile): string {
  const failures = tests.filter(({ status }) => status === "failed").length;
  const errors = tests.filter(({ status }) => status === "broken").length + (problems.length > 0 ? 1 : 0);
  const total = tests.length + (problems.length > 0 ? 1 : 0);
  const unread =
    problems.length === 0
      ? ""
      : renderCase(file, file, renderFault("error", problems[0]?.code ?? "", problems[0]?.message ?? "", problemLines(problems)));
  const cases = tests.map((run) => renderCase(file, `${run.name} [${run.prometheus}]`, renderResult(file, run))).join("");
  const head = `name="${escapeXml(file)}" tests="${total}" failures="${failures}" errors="${errors}" skipped="0"`;
  return `  <testsuite ${head}>\n${unread}${cases}  </testsuite>\n`;
}

function renderCase(file: string, name: string, result: string): string {
  const head = `classname="${escapeXml(file)}" name="${escapeXml(name)}"`;
  return result === "" ? `    <testcase ${head}/>\n` : `    <testcase ${head}>\n${result}    </testcase>\n`;
}

function renderResult(file: string, run: ReportedRun): string {
  if (run.status === "passed") return "";
  const differences = run.differences.map(
    ({ label, expected, actual }) =>
      `${label}: ${expected === null ? "-" : JSON.stringify(expected)} != ${actual === null ? "-" : JSON.stringify(actual)}`,
  );
  const outcomes = [`expected: ${JSON.stringify(run.expected)}`, `actual: ${JSON.stringify(run.actual)}`];
  const lines = [`${file}:${run.line}`, ...differences, ...problemLines(run.problems), ...outcomes];
  return renderFault(run.status === "broken" ? "error" : "failure", run.reason?.code ?? "", run.reason?.message ?? "", lines);
}

function problemLines(problems: readonly ReportedProblem[]): string[] {
  return problems.map(({ file, line, column, message, prometheus }) => {
    const place = line === null ? file : `${file}:${line}:${column}`;
    return `${place}: ${message}${prometheus === null ? "" : ` (Prometheus: ${prometheus})`}`;
  });
}

function renderFault(element: "failure" | "error", type: string, message: string, lines: readonly string[]): string {
  const head = `type="${escapeXml(type)}" message="${escapeXml(message)}"`;
  return `      <${element} ${head}>${escapeText(lines.join("\n"))}</${element}>\n`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

// What XML 1.0 cannot hold in any spelling; U+FFFD stands for it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

function escapeText(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd").replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? character);
}

/** Escapes for an attribute: line breaks too, which would become blanks. */
function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd").replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}
