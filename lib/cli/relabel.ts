import { type Command, Option } from "commander";
import { type BulkOutcome, compilePipeline, type TargetPipeline } from "@/lib/prometheus/target-pipeline";
import {
  formatPrometheusVersion,
  NEWEST_KNOWN_VERSION,
  type PrometheusVersion,
  parsePrometheusVersion,
} from "@/lib/prometheus/versions";
import { toShaped } from "@/lib/relabel/shape-table";
import type { CompiledJob } from "@/lib/rule-tests/config-jobs";
import { exitWith, type Terminal } from "./exit-codes";
import { loadConfiguration, UnreadableFile } from "./load-config";
import { type Finding, formatFinding } from "./messages";
import { Output } from "./output";
import { outcomeJson, outcomeText } from "./relabel-lines";
import { streamTargets, UnusableTargets } from "./target-stream";

type RelabelOptions = {
  readonly config: string;
  readonly job: string;
  readonly targets: string;
  readonly prometheus?: string;
  readonly format: "text" | "json";
};

/** `promfleet relabel`: what the rules of a job make of targets, one line per target. */
export function addRelabel(program: Command, terminal: Terminal): void {
  const { t } = terminal;
  program
    .command("relabel")
    .summary(t("relabel.summary"))
    .description(t("relabel.description"))
    .requiredOption("--config <file>", t("relabel.config"))
    .requiredOption("--job <name>", t("relabel.job"))
    .requiredOption("--targets <file>", t("relabel.targets"))
    .option("--prometheus <version>", t("relabel.prometheus"))
    .addOption(new Option("--format <format>", t("relabel.format")).choices(["text", "json"]).default("text"))
    .addHelpText("after", `\n${t("relabel.examples")}`)
    .action(async (options: RelabelOptions) => exitWith(await relabel(options, terminal)));
}

async function relabel(options: RelabelOptions, terminal: Terminal): Promise<number> {
  const { t, say } = terminal;
  const version = options.prometheus === undefined ? NEWEST_KNOWN_VERSION : parsePrometheusVersion(options.prometheus);
  if (version === null) {
    say(t("relabel.badVersion", { text: options.prometheus ?? "" }));
    return 2;
  }
  try {
    const job = await loadJob(options, version);
    if (job.ok) return await runTargets(job.pipeline, options, terminal);
    tell(job.problems, terminal);
    say(t("relabel.findings", { count: job.problems.length }));
    return 1;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    say(t("relabel.unreadable", { file: error.file, reason: error.message }));
    return 2;
  }
}

async function loadJob({ config, job }: RelabelOptions, version: PrometheusVersion): Promise<CompiledJob> {
  const configuration = await loadConfiguration(config);
  const [first, ...rest] = configuration.check(version);
  return first === undefined ? configuration.compile(job, version) : { ok: false, problems: [first, ...rest] };
}

function tell(findings: readonly Finding[], { locale, say }: Terminal): void {
  for (const finding of findings) say(formatFinding(finding, locale));
}

type Counts = { targets: number; kept: number; refused: number; readonly droppedBy: Map<number, number> };

async function runTargets(pipeline: TargetPipeline, { targets, format }: RelabelOptions, terminal: Terminal): Promise<number> {
  const run = compilePipeline(pipeline);
  const output = new Output();
  const counts: Counts = { targets: 0, kept: 0, refused: 0, droppedBy: new Map() };
  const findings: Finding[] = [];
  try {
    for await (const batch of streamTargets(targets)) {
      for (const discovered of batch) {
        const outcome = run(toShaped(discovered));
        count(counts, outcome);
        await output.line(format === "json" ? outcomeJson(outcome) : outcomeText(outcome, discovered, terminal));
        if (output.isClosed) return 0;
      }
    }
  } catch (error) {
    if (!(error instanceof UnusableTargets)) throw error;
    findings.push(...error.problems.map((problem) => ({ file: targets, problem })));
  }
  await output.end();
  tell(findings, terminal);
  if (findings.length > 0) terminal.say(terminal.t("relabel.stopped", { count: counts.targets }));
  else if (format === "text") sum(counts, pipeline.version, terminal);
  return findings.length > 0 ? 1 : 0;
}

function count(counts: Counts, outcome: BulkOutcome): void {
  counts.targets += 1;
  if (outcome.kind === "kept") counts.kept += 1;
  else if (outcome.kind === "error") counts.refused += 1;
  else counts.droppedBy.set(outcome.ruleIndex, (counts.droppedBy.get(outcome.ruleIndex) ?? 0) + 1);
}

/** On stderr: the lines on stdout are one per target. */
function sum({ targets, kept, refused, droppedBy }: Counts, version: PrometheusVersion, { t, say }: Terminal): void {
  const dropped = targets - kept - refused;
  say(t("relabel.total", { count: targets, kept, dropped, refused, version: formatPrometheusVersion(version) }));
  for (const [index, times] of [...droppedBy].sort(([a], [b]) => a - b))
    say(t("relabel.totalRule", { rule: index + 1, count: times }));
}
