// Where the rendered text of one cluster alone has its jobs: below `scrape_configs:`, two blanks deep.
const INDENT = "  ";
const JOB = /^( *)- job_name: ["']?([^"']*)/;

/**
 * The jobs of one cluster out of a deployed prometheus.yml, laid out as in the text of a server with this cluster alone:
 * the base config decides how deep jobs are indented and how lines end, and neither is a change of the cluster.
 *
 * @returns null when the text has no job of the cluster
 */
export function jobsOfCluster(config: string, cluster: string): string | null {
  const own: string[] = [];
  // Indentation of the job that the line belongs to; null outside of the cluster's jobs.
  let depth: number | null = null;
  for (const line of config.split(/\r?\n/)) {
    const job = JOB.exec(line);
    if (job !== null) depth = job[2]?.startsWith(`${cluster}/`) ? (job[1]?.length ?? 0) : null;
    else if (depth !== null && !isDeeper(line, depth)) depth = null;
    if (depth !== null) own.push(`${INDENT}${line.slice(depth)}\n`);
  }
  return own.length === 0 ? null : `scrape_configs:\n${INDENT}# cluster ${cluster}\n${own.join("")}`;
}

/** What stands no deeper than a job's dash is no part of it: the comment of the next cluster, another section. */
function isDeeper(line: string, depth: number): boolean {
  return line.search(/\S/) > depth;
}
