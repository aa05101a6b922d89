import { buildJobs } from "@/lib/job-templates/index";
import { renderYaml } from "@/lib/prometheus/render-yaml";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { ok, okUnless, type Problem, problem, type Result } from "@/lib/result";
import { type BaseConfig, readBaseConfig } from "./base-config";
import type { RenderCluster, RenderedConfig, RenderedJob, RenderInput } from "./bundle";
import { referTo, SINGLE_FILE } from "./layout";
import { runThrough } from "./run-through";

/** A job of ours as text, before it has a place in the file. */
type JobText = {
  readonly jobName: string;
  readonly cluster: string;
  readonly template: string;
  readonly lines: readonly string[];
};

/**
 * Merges the clusters' jobs into the base config as text: the user's bytes stay as they are, ours follow the last of
 * the user's jobs. Clusters are sorted by name, so equal input gives equal bytes.
 *
 * Paths of problems: ["clusters", NAME, "jobs", index, ...]; problems of the base config have a range in it.
 */
export function renderConfig(input: RenderInput): Result<RenderedConfig> {
  return runThrough(renderConfigInTurns(input));
}

/** The same, with turns for others between clusters. */
export function* renderConfigInTurns({
  server,
  baseConfig,
  clusters,
  layout = SINGLE_FILE,
}: RenderInput): Generator<undefined, Result<RenderedConfig>> {
  const base = readBaseConfig(baseConfig);
  if (!base.ok) return base;
  const sorted = clusters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const texts: JobText[][] = [];
  const problems: Problem[] = [];
  for (const cluster of sorted) {
    yield;
    const { tokenFile, caFile } = cluster;
    const files = { tokenFile: referTo(layout, tokenFile), caFile: caFile === null ? null : referTo(layout, caFile) };
    const built = buildJobs({ ...cluster, ...files }, server);
    if (built.ok) {
      texts.push(built.value.map(({ template, config }) => toJobText(cluster, template, config, base.value.indent)));
    } else {
      problems.push(...built.problems.map((one) => ({ ...one, path: ["clusters", cluster.name, ...one.path] })));
    }
  }
  problems.push(...duplicateNames(base.value, texts.flat()));
  const rendered = okUnless(null, problems);
  if (!rendered.ok) return rendered;
  yield;
  const merged = yield* mergeTexts(base.value, texts);
  return ok(texts.flat().length === 0 ? { ...merged, text: baseConfig } : merged);
}

function toJobText(cluster: RenderCluster, template: string, config: ScrapeConfig, indent: number): JobText {
  const lines = renderYaml([config], indent).split("\n").slice(0, -1);
  return { jobName: config.job_name, cluster: cluster.name, template, lines };
}

/** Prometheus refuses a file in which two jobs have one name. */
function duplicateNames(base: BaseConfig, jobs: readonly JobText[]): Problem[] {
  const baseNames = new Map(base.jobs.map((job) => [job.jobName, job]));
  const seen = new Set<string>();
  return jobs.flatMap(({ jobName, cluster, template }) => {
    const own = baseNames.get(jobName);
    const isRepeated = seen.has(jobName);
    seen.add(jobName);
    const details = { parameters: { jobName, cluster, template }, path: ["clusters", cluster, "jobs"] };
    if (own !== undefined) return [problem("bundle/job-in-base", { ...details, range: own.range })];
    return isRepeated ? [problem("bundle/duplicate-job", details)] : [];
  });
}

function* mergeTexts(base: BaseConfig, clusters: readonly (readonly JobText[])[]): Generator<undefined, RenderedConfig> {
  const ownJobs = base.jobs.map(({ jobName, firstLine, lastLine }): RenderedJob => {
    return { jobName, cluster: null, template: null, firstLine, lastLine };
  });
  const lines: string[] = [];
  const jobs: RenderedJob[] = [];
  const linesBefore = base.before === "" ? 0 : base.before.split("\n").length - 1;
  const withJobs = clusters.filter((texts) => texts.length > 0);
  if (withJobs.length > 0 && base.newKeyIndent !== null) lines.push(`${" ".repeat(base.newKeyIndent)}scrape_configs:`);
  for (const texts of withJobs) {
    lines.push(`${" ".repeat(base.indent)}# cluster ${texts[0]?.cluster.replaceAll(/[^\w.-]/g, "?") ?? ""}`);
    for (const { jobName, cluster, template, lines: jobLines } of texts) {
      const firstLine = linesBefore + lines.length + 1;
      jobs.push({ jobName, cluster, template, firstLine, lastLine: firstLine + jobLines.length - 1 });
      lines.push(...jobLines);
    }
    yield;
  }
  const ours = lines.length === 0 ? "" : `${lines.join(base.lineBreak)}${base.lineBreak}`;
  return { text: `${base.before}${ours}${base.after}`, jobs: [...ownJobs, ...jobs] };
}
