import { z } from "zod";
import type { PlannedCluster } from "./assemble-plan";
import type { KeptJob } from "./plan-cluster";
import { type ScrapedTarget, scrapedTargetSchema, sightSchema } from "./schema";

/** A cluster as a kept forecast has it. */
export type KeptCluster = {
  readonly cluster: string;
  readonly sight: z.infer<typeof sightSchema>;
  readonly takenAt: string | null;
  readonly jobs: readonly KeptJob[];
};

const clusterLine = z.strictObject({ cluster: z.string(), sight: sightSchema, takenAt: z.string().nullable() });
const jobLine = z.strictObject({ job: z.string(), template: z.string().nullable() });

type ReadCluster = z.infer<typeof clusterLine> & { jobs: (z.infer<typeof jobLine> & { targets: ScrapedTarget[] })[] };

const LINES_MAX = 250;

/** Writes what a plan foretells, one JSON object per line: a cluster, its jobs, the targets of each. In pieces of some lines. */
export function* writeForecast(clusters: readonly PlannedCluster[]): Generator<string> {
  for (const { cluster, sight, takenAt, jobs } of clusters) {
    yield `${JSON.stringify({ cluster, sight, takenAt: takenAt?.toISOString() ?? null })}\n`;
    for (const { comparison } of jobs) {
      if (comparison.after === null) continue;
      yield `${JSON.stringify({ job: comparison.job, template: comparison.template })}\n`;
      const { targets } = comparison.after;
      for (let start = 0; start < targets.length; start += LINES_MAX) {
        const lines = targets.slice(start, start + LINES_MAX).map((target) => `${JSON.stringify(target)}\n`);
        yield lines.join("");
      }
    }
  }
}

/** Reads lines that `writeForecast` has written; it yields so that others may work in between. */
export function* readForecast(text: string): Generator<undefined, KeptCluster[]> {
  const clusters: ReadCluster[] = [];
  let count = 0;
  for (const line of linesOf(text)) {
    count += 1;
    if (count % LINES_MAX === 0) yield;
    const value: unknown = JSON.parse(line);
    const [cluster, job] = [clusterLine.safeParse(value), jobLine.safeParse(value)];
    if (cluster.success) clusters.push({ ...cluster.data, jobs: [] });
    else if (job.success) clusters.at(-1)?.jobs.push({ ...job.data, targets: [] });
    else clusters.at(-1)?.jobs.at(-1)?.targets.push(scrapedTargetSchema.parse(value));
  }
  return clusters;
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    yield text.slice(start, end);
    start = end + 1;
  }
}
