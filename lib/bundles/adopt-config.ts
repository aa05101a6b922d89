import { parseYaml } from "@/lib/prometheus/yaml";
import { isNull, valueUnder } from "@/lib/prometheus/yaml-node";
import { ok, type Result } from "@/lib/result";
import { readBaseConfig } from "./base-config";
import type { RenderedJob } from "./bundle";
import { BUNDLE_FOLDER } from "./file-names";
import { CLUSTER_COMMENT, findJobs } from "./find-jobs";

/** Our own line under `scrape_config_files`. */
const JOB_FILES_ENTRY = new RegExp(`^\\s*- ${BUNDLE_FOLDER}/jobs/[0-9a-f]+/\\*\\.yml\\s*$`);

/** What we know of the file before somebody edited it. */
export type KnownConfig = {
  /** The main file that we wrote last; empty when this database knows none. */
  readonly text: string;
  /** Names of the jobs that we rendered, wherever they stand. */
  readonly generatedJobs: ReadonlySet<string>;
  /** The base config that it was rendered from. */
  readonly baseConfig: string;
  /** Names of the clusters that the server watches: their jobs are ours whoever wrote them. */
  readonly clusters: readonly string[];
};

/** The user's own part of a file that was edited by hand. */
export type AdoptedConfig = {
  readonly text: string;
  /** Jobs that come from clusters and were taken out. */
  readonly taken: readonly string[];
  /** Of those, the ones whose lines were edited: the edit is not part of the text. */
  readonly edited: readonly string[];
  /** Jobs of ours that the file does not have any more: the next deployment brings them back. */
  readonly missing: readonly string[];
  /** Clusters that nobody here knows: their jobs stay as the user's own. */
  readonly unknownClusters: readonly string[];
};

/**
 * Takes out of an edited file what we generated, by the names of the jobs; every other byte stays as it is.
 * For a file that nobody has edited the result is the base config that it was rendered from.
 *
 * @returns a problem when the file is not one that jobs could be added to
 */
export function adoptConfig(disk: string, known: KnownConfig): Result<AdoptedConfig> {
  const found = findJobs(disk);
  if (!found.ok) return found;
  const clusters = new Set(known.clusters);
  const isOurs = ({ jobName, cluster }: RenderedJob) =>
    known.generatedJobs.has(jobName) || (cluster !== null && clusters.has(cluster));
  const ours = found.value.filter(isOurs);
  const before = findJobs(known.text);
  const written = before.ok ? before.value.filter(({ jobName }) => known.generatedJobs.has(jobName)) : [];
  const taken = new Set(ours.map(({ jobName }) => jobName));
  const linesBefore = jobLines(known.text, written);
  const linesNow = jobLines(disk, ours);
  const kept = found.value.flatMap(({ cluster, jobName }) => (cluster === null || taken.has(jobName) ? [] : [cluster]));
  const own = withoutJobFiles(withoutJobs(disk, ours, new Set(kept)), known.baseConfig);
  return ok({
    text: asBefore(own, disk, known.baseConfig),
    taken: [...taken],
    edited: [...taken].filter((name) => linesBefore.has(name) && linesBefore.get(name) !== linesNow.get(name)),
    missing: written.map(({ jobName }) => jobName).filter((name) => !taken.has(name)),
    unknownClusters: [...new Set(kept)],
  });
}

function jobLines(text: string, jobs: readonly RenderedJob[]): Map<string, string> {
  const lines = text.split(/\r?\n/);
  return new Map(jobs.map(({ jobName, firstLine, lastLine }) => [jobName, lines.slice(firstLine - 1, lastLine).join("\n")]));
}

/** Cuts jobs out by whole lines, and the comment above the jobs of a cluster of which none is left. */
function withoutJobs(text: string, jobs: readonly RenderedJob[], keptClusters: ReadonlySet<string>): string {
  const gone = new Set<number>();
  for (const { firstLine, lastLine } of jobs) for (let line = firstLine; line <= lastLine; line++) gone.add(line);
  const clusters = new Set(jobs.map(({ cluster }) => cluster).filter((cluster) => cluster !== null));
  const lines = text.split(/(?<=\n)/);
  return lines
    .filter((line, index) => {
      if (gone.has(index + 1)) return false;
      const cluster = CLUSTER_COMMENT.exec(line)?.[1];
      return cluster === undefined || keptClusters.has(cluster) || !clusters.has(cluster);
    })
    .join("");
}

/** What we had to add or replace to make room for our jobs goes, too, when nothing of it is used any more. */
function asBefore(text: string, disk: string, baseConfig: string): string {
  if (text === disk) return text;
  const withoutKey = hadList(baseConfig) ? text : withoutEmptyKey(text);
  const emptied = withoutKey === text ? withEmptyValue(text, baseConfig) : withoutKey;
  // A base config whose last line was open was given a line break.
  const isOpened = emptied.replace(/\r?\n$/, "") === baseConfig;
  return isOpened ? baseConfig : emptied;
}

/** Our entry of `scrape_config_files`, and that key when it was ours, where the jobs have files of their own. */
function withoutJobFiles(text: string, baseConfig: string): string {
  const lines = text.split(/(?<=\n)/);
  const own = lines.filter((line) => !JOB_FILES_ENTRY.test(line)).join("");
  return own === text || hasKey(baseConfig, "scrape_config_files") ? own : withoutEmptyKey(own, "scrape_config_files");
}

function hasKey(text: string, key: string): boolean {
  const document = parseYaml(text);
  return document.ok && valueUnder(document.value.root, key) !== null;
}

function hadList(baseConfig: string): boolean {
  const base = readBaseConfig(baseConfig);
  return base.ok && base.value.newKeyIndent === null;
}

/** `scrape_configs:` that was ours and holds nothing. */
function withoutEmptyKey(text: string, name = "scrape_configs"): string {
  const line = emptyKeyLine(text, name);
  if (line === null) return text;
  const lines = text.split(/(?<=\n)/);
  return [...lines.slice(0, line - 1), ...lines.slice(line)].join("");
}

/** `scrape_configs: []` as it was written, where our list had taken the place of the empty one. */
function withEmptyValue(text: string, baseConfig: string): string {
  const line = emptyKeyLine(text);
  const written = baseConfig.split(/(?<=\n)/).find((one) => /^\s*scrape_configs:\s*(?:\[\s*\]|null|~)/.test(one));
  if (line === null || written === undefined) return text;
  const lines = text.split(/(?<=\n)/);
  return [...lines.slice(0, line - 1), written, ...lines.slice(line)].join("");
}

/** The line of a key without any value, 1-based. */
function emptyKeyLine(text: string, name = "scrape_configs"): number | null {
  const document = parseYaml(text);
  if (!document.ok || document.value.root?.kind !== "mapping") return null;
  const value = valueUnder(document.value.root, name);
  if (value === null || !isNull(value)) return null;
  return document.value.root.entries.find(({ key }) => key.text === name)?.key.place.range.line ?? null;
}
