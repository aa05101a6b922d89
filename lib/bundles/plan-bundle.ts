import type { Bundle, RenderedJob } from "./bundle";

export type PlannedChange = "added" | "changed" | "removed" | "same";

export type PlannedFile = {
  readonly path: string;
  readonly change: PlannedChange;
  readonly bytes: number;
  readonly isSecret: boolean;
};

export type PlannedJob = Pick<RenderedJob, "jobName" | "cluster" | "template"> & { readonly change: PlannedChange };

/** What a new bundle would change on a server. */
export type BundlePlan = {
  readonly isUpToDate: boolean;
  readonly files: readonly PlannedFile[];
  readonly jobs: readonly PlannedJob[];
};

/**
 * Compares the bundle that a server has (null before the first deployment) with the next one.
 * Order: as in the next bundle, then what goes away.
 */
export function planBundle(deployed: Pick<Bundle, "files" | "config" | "jobs" | "digest"> | null, next: Bundle): BundlePlan {
  return {
    isUpToDate: deployed?.digest === next.digest,
    files: planFiles(deployed, next),
    jobs: planJobs(deployed, next),
  };
}

function planFiles(deployed: Pick<Bundle, "files"> | null, next: Bundle): PlannedFile[] {
  const before = new Map(deployed?.files.map((file) => [file.path, file]));
  const planned = next.files.map(({ path, content, isSecret }): PlannedFile => {
    const change = changeOf(before.get(path)?.content, content);
    before.delete(path);
    return { path, change, bytes: byteLength(content), isSecret };
  });
  const removed = [...before.values()].map(
    ({ path, content, isSecret }): PlannedFile => ({ path, change: "removed", bytes: byteLength(content), isSecret }),
  );
  return [...planned, ...removed];
}

function planJobs(deployed: Pick<Bundle, "config" | "jobs"> | null, next: Bundle): PlannedJob[] {
  const before = new Map(deployed?.jobs.map((job) => [job.jobName, { job, text: textOf(deployed, job) }]));
  const planned = next.jobs.map((job): PlannedJob => {
    const change = changeOf(before.get(job.jobName)?.text, textOf(next, job));
    before.delete(job.jobName);
    return { ...identity(job), change };
  });
  return [...planned, ...[...before.values()].map(({ job }): PlannedJob => ({ ...identity(job), change: "removed" }))];
}

function identity({ jobName, cluster, template }: RenderedJob): Pick<RenderedJob, "jobName" | "cluster" | "template"> {
  return { jobName, cluster, template };
}

/** A job is changed when its own lines are; a move within the text is none. */
function textOf({ config }: Pick<Bundle, "config">, { firstLine, lastLine }: RenderedJob): string {
  return linesOf(config)
    .slice(firstLine - 1, lastLine)
    .join("\n");
}

// One text is cut once for all of its jobs.
let cut: { text: string; lines: readonly string[] } = { text: "", lines: [] };

function linesOf(text: string): readonly string[] {
  if (cut.text !== text) cut = { text, lines: text.split(/\r?\n/) };
  return cut.lines;
}

function changeOf(before: string | undefined, after: string): PlannedChange {
  if (before === undefined) return "added";
  return before === after ? "same" : "changed";
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
