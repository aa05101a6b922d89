import { parseYaml } from "@/lib/prometheus/yaml";
import { isNull, valueUnder } from "@/lib/prometheus/yaml-node";
import { ok, type Result } from "@/lib/result";
import { readBaseConfig } from "./base-config";
import type { RenderedJob } from "./bundle";
import { CLUSTER_COMMENT, findJobs } from "./find-jobs";

/** What we know of the file before somebody edited it. */
export type KnownConfig = {
  /** Text and jobs of the main file that we wrote last; empty when this database knows none. */
  readonly text: string;
  readonly jobs: readonly RenderedJob[];
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
  const generated = new Set(known.jobs.filter(({ cluster }) => cluster !== null).map(({ jobName }) => jobName));
  const clusters = new Set(known.clusters);
  const ours = found.value.filter(
    ({ jobName, cluster }) => generated.has(jobName) || (cluster !== null && clusters.has(cluster)),
  );
  const taken = new Set(ours.map(({ jobName }) => jobName));
  const linesBefore = jobLines(known.text, known.jobs);
  const linesNow = jobLines(disk, ours);
  const kept = found.value.flatMap(({ cluster, jobName }) => (cluster === null || taken.has(jobName) ? [] : [cluster]));
  return ok({
    text: asBefore(withoutJobs(disk, ours, new Set(kept)), disk, known.baseConfig),
    taken: [...taken],
    edited: [...taken].filter((name) => linesBefore.has(name) && linesBefore.get(name) !== linesNow.get(name)),
    missing: [...generated].filter((name) => !taken.has(name)),
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

function hadList(baseConfig: string): boolean {
  const base = readBaseConfig(baseConfig);
  return base.ok && base.value.newKeyIndent === null;
}

/** `scrape_configs:` that was ours and holds nothing. */
function withoutEmptyKey(text: string): string {
  const line = emptyKeyLine(text);
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

/** The line of a `scrape_configs:` without any job, 1-based. */
function emptyKeyLine(text: string): number | null {
  const document = parseYaml(text);
  if (!document.ok || document.value.root?.kind !== "mapping") return null;
  const jobs = valueUnder(document.value.root, "scrape_configs");
  if (jobs === null || !isNull(jobs)) return null;
  return document.value.root.entries.find(({ key }) => key.text === "scrape_configs")?.key.place.range.line ?? null;
}
