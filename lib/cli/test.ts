import { writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { type Command, Option } from "commander";
import { problemText } from "@/lib/i18n/problem-text";
import type { Configuration } from "@/lib/rule-tests/config-jobs";
import { renderJunit } from "@/lib/rule-tests/junit";
import { parseSuite } from "@/lib/rule-tests/parse-suite";
import {
  type ReportedFile,
  type ReportedRun,
  reportProblem,
  reportRun,
  type SayProblem,
  sumReport,
  type TestReport,
} from "@/lib/rule-tests/report";
import { configFilesOf, type TestSuite } from "@/lib/rule-tests/rule-test";
import { runTest } from "@/lib/rule-tests/run-test";
import { exitWith, type Terminal } from "./exit-codes";
import { loadConfiguration, readTextFile, UnreadableFile } from "./load-config";
import { Output } from "./output";
import { problemLine, testLines } from "./test-lines";

type TestOptions = { readonly format: "text" | "json" | "junit"; readonly junit?: string; readonly quiet?: boolean };

/** `promfleet test FILE...`: runs files of rule tests. */
export function addTest(program: Command, terminal: Terminal): void {
  const { t } = terminal;
  program
    .command("test")
    .summary(t("test.summary"))
    .description(t("test.description"))
    .argument("<files...>", t("test.files"))
    .addOption(new Option("--format <format>", t("test.format")).choices(["text", "json", "junit"]).default("text"))
    .option("--junit <file>", t("test.junit"))
    .option("-q, --quiet", t("test.quiet"))
    .addHelpText("after", `\n${t("test.examples")}`)
    .action(async (files: string[], options: TestOptions) => exitWith(await testFiles(files, options, terminal)));
}

/** Called with the runs of one test as soon as they are done. */
type OnTest = (file: string, runs: readonly ReportedRun[]) => Promise<void>;

async function testFiles(files: readonly string[], options: TestOptions, terminal: Terminal): Promise<number> {
  const output = new Output();
  const isText = options.format === "text";
  const onTest: OnTest = async (file, runs) => {
    if (!isText || (options.quiet && runs.every(({ status }) => status === "passed"))) return;
    for (const line of testLines(file, runs, terminal)) await output.line(line);
  };
  const reports: ReportedFile[] = [];
  for (const file of files) {
    const report = await testFile(file, onTest, terminal, isText ? output : null);
    if (report !== null) reports.push(report);
  }
  const report = sumReport(reports);
  await output.line(renderReport(report, options.format, terminal));
  await output.end();
  const isWritten = options.junit === undefined || (await writeJunit(options.junit, renderJunit(report), terminal));
  if (reports.length < files.length || !isWritten) return 2;
  return report.failed + report.broken > 0 ? 1 : 0;
}

/** Runs one file; null, with a sentence, when it cannot be read. */
async function testFile(file: string, onTest: OnTest, terminal: Terminal, output: Output | null): Promise<ReportedFile | null> {
  const say: SayProblem = (problem) => problemText(terminal.locale, problem);
  try {
    const suite = await readSuite(file, say);
    await output?.line(file);
    if (!("problems" in suite)) return await runFile(file, suite, say, onTest);
    for (const found of suite.problems) await output?.line(`  ${problemLine(found)}`);
    return suite;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    terminal.say(terminal.t("test.unreadable", { file: error.file, reason: error.message }));
    return null;
  }
}

async function readSuite(file: string, say: SayProblem): Promise<TestSuite | ReportedFile> {
  const parsed = parseSuite(await readTextFile(file));
  if (parsed.ok) return parsed.value;
  return { file, problems: parsed.problems.map((problem) => reportProblem({ file, problem }, say)), tests: [] };
}

async function runFile(file: string, suite: TestSuite, say: SayProblem, onTest: OnTest): Promise<ReportedFile> {
  const configurations = await loadConfigurations(file, suite);
  const tests: ReportedRun[] = [];
  for (const test of suite.tests) {
    const find = (name: string) => configurations.get(name) ?? null;
    const runs = test.versions.map((version) => reportRun(runTest(test, version, file, find), say));
    tests.push(...runs);
    await onTest(file, runs);
  }
  return { file, problems: [], tests };
}

/** The config files of a suite; a path starts at the folder of the test file. Those that cannot be read are left out. */
async function loadConfigurations(file: string, suite: TestSuite): Promise<Map<string, Configuration>> {
  const configurations = new Map<string, Configuration>();
  for (const name of configFilesOf(suite)) {
    const path = isAbsolute(name) || file === "-" ? name : join(dirname(file), name);
    try {
      configurations.set(name, await loadConfiguration(path));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  }
  return configurations;
}

function renderReport(report: TestReport, format: TestOptions["format"], { t }: Terminal): string {
  if (format === "json") return JSON.stringify(report, null, 2);
  if (format === "junit") return renderJunit(report).trimEnd();
  return t("test.total", { passed: report.passed, failed: report.failed, broken: report.broken });
}

async function writeJunit(file: string, text: string, { t, say }: Terminal): Promise<boolean> {
  try {
    await writeFile(file, text);
    return true;
  } catch (error) {
    say(t("test.unwritable", { file, reason: (error as NodeJS.ErrnoException).code ?? String(error) }));
    return false;
  }
}
