import { ok, type Result } from "@/lib/result";
import { readBaseConfig } from "./base-config";
import type { RenderedJob } from "./bundle";

/** The comment that stands above the jobs of a cluster in a rendered file. */
export const CLUSTER_COMMENT = /^\s*# cluster ([\w.-]+)\s*$/;

/**
 * Finds the jobs of a rendered prometheus.yml again, when nothing but its text is left. A job is a cluster's when it stands
 * under the cluster's comment and its name begins with the cluster's; its template is not known.
 */
export function findJobs(text: string): Result<RenderedJob[]> {
  const base = readBaseConfig(text);
  if (!base.ok) return base;
  const lines = text.split(/\r?\n/);
  const jobs = base.value.jobs.map(({ jobName, firstLine, lastLine }): RenderedJob => {
    const above = lines.slice(0, firstLine).findLast((line) => CLUSTER_COMMENT.test(line));
    const named = above === undefined ? null : (CLUSTER_COMMENT.exec(above)?.[1] ?? null);
    const cluster = named !== null && jobName.startsWith(`${named}/`) ? named : null;
    return { jobName, cluster, template: null, firstLine, lastLine: lastOwnLine(lines, firstLine, lastLine) };
  });
  return ok(jobs);
}

/** Comments behind a job belong to what follows. */
function lastOwnLine(lines: readonly string[], firstLine: number, lastLine: number): number {
  let last = lastLine;
  while (last > firstLine && /^\s*(?:#.*)?$/.test(lines[last - 1] ?? "")) last -= 1;
  return last;
}
