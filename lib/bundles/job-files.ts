import { ok, type Result } from "@/lib/result";
import { findJobFileList } from "./base-config";
import type { BundleFile, RenderedConfig, RenderedJob } from "./bundle";
import { digestFiles, digestFilesInTurns } from "./digest-files";
import { JOBS_PATH, jobsFolderPath } from "./file-names";

/** Paths in a job file start at that file; this leads from promfleet/jobs/HASH to the main file's folder. */
const TO_MAIN_FOLDER = "../../../";

/** A line of ours that names a credential file by a path that starts at the main file. */
const REFERENCE = /^(\s*(?:- )?(?:credentials_file|ca_file): "?)(?=promfleet\/)/;

export type SplitConfig = {
  /** The user's own file, with one more entry under scrape_config_files. */
  readonly main: string;
  /** One file for each cluster that has jobs, in a folder that is named after their contents. */
  readonly files: readonly Pick<BundleFile, "path" | "content">[];
};

/**
 * Takes the clusters' jobs out of the main file into files of their own. The folder's name changes with any of them, so
 * one rename of the main file switches all; the references resolve to the same absolute paths as before, so that
 * Prometheus does not restart a job that is unchanged.
 */
export function* splitConfig({ text, jobs }: RenderedConfig, baseConfig: string): Generator<undefined, Result<SplitConfig>> {
  const lines = text.split(/\r?\n/);
  const named: Pick<BundleFile, "path" | "content">[] = [];
  for (const [cluster, own] of jobsByCluster(jobs)) {
    named.push({ path: `${cluster}.yml`, content: jobFile(lines, own) });
    yield;
  }
  if (named.length === 0) return ok({ main: baseConfig, files: [] });
  const folder = jobsFolderPath(yield* digestFilesInTurns(named));
  const list = findJobFileList(baseConfig);
  if (!list.ok) return list;
  const { before, after, indent, newKeyIndent, lineBreak } = list.value;
  const key = newKeyIndent === null ? "" : `${" ".repeat(newKeyIndent)}scrape_config_files:${lineBreak}`;
  const entry = `${" ".repeat(indent)}- ${folder}/*.yml${lineBreak}`;
  const files = named.map(({ path, content }) => ({ path: `${folder}/${path}`, content }));
  return ok({ main: `${before}${key}${entry}${after}`, files });
}

function jobsByCluster(jobs: readonly RenderedJob[]): Map<string, RenderedJob[]> {
  const byCluster = new Map<string, RenderedJob[]>();
  for (const job of jobs) {
    if (job.cluster !== null) byCluster.set(job.cluster, [...(byCluster.get(job.cluster) ?? []), job]);
  }
  return byCluster;
}

function jobFile(lines: readonly string[], jobs: readonly RenderedJob[]): string {
  const own = jobs.flatMap(({ firstLine, lastLine }) => lines.slice(firstLine - 1, lastLine));
  return `scrape_configs:\n${own.map((line) => line.replace(REFERENCE, `$1${TO_MAIN_FOLDER}`)).join("\n")}\n`;
}

/** Names the folder of job files after what is in them now, and the main file after that folder. */
export function renameJobsFolder(files: readonly BundleFile[]): BundleFile[] {
  const jobFiles = files.filter(({ path }) => path.search(JOBS_PATH) === 0);
  if (jobFiles.length === 0) return [...files];
  const named = jobFiles.map(({ path, content }) => ({ path: path.slice(path.lastIndexOf("/") + 1), content }));
  const folder = jobsFolderPath(digestFiles(named));
  return files.map((file) => {
    const path = file.path.replaceAll(JOBS_PATH, folder);
    const isJobFile = path !== file.path || file.path.startsWith(folder);
    return file.isSecret || isJobFile ? { ...file, path } : { ...file, content: file.content.replaceAll(JOBS_PATH, folder) };
  });
}
