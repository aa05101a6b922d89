import { apiServerAddress } from "@/lib/job-templates/api-server-address";
import { renderEndpoint } from "@/lib/prometheus/scrape-url";
import { labelsKey } from "./compare-forecasts";
import { CHUNK, type JobForecast } from "./forecast-job";
import { groupBy } from "./group-by";
import type { ScrapedTarget, TargetCounts, TargetFinding } from "./schema";

const SAMPLES_MAX = 5;
const URLS_MAX = 5;

type Placed = { readonly job: string; readonly target: ScrapedTarget };

/**
 * Label sets that two scrapes of one cluster end with. Every target of ours carries its cluster's name, so scrapes of
 * different clusters cannot collide. One finding per set of jobs that take part.
 */
export function* findCollisions(cluster: string, forecasts: readonly JobForecast[]): Generator<undefined, TargetFinding[]> {
  const first = new Map<string, Placed>();
  const colliding = new Map<string, Placed[]>();
  let count = 0;
  for (const { name, targets } of forecasts) {
    for (const target of targets) {
      count += 1;
      if (count % CHUNK === 0) yield;
      const key = labelsKey(target.labels);
      const placed = { job: name.jobName, target };
      const other = first.get(key);
      if (other === undefined) first.set(key, placed);
      else colliding.set(key, [...(colliding.get(key) ?? [other]), placed]);
    }
  }
  const groups = groupBy(colliding.values(), (sharing) => [...new Set(sharing.map(({ job }) => job))].sort().join(" "));
  return [...groups].map(([jobs, sets]) => toCollision(cluster, jobs, sets));
}

function toCollision(cluster: string, jobs: string, sets: readonly (readonly Placed[])[]): TargetFinding {
  const count = sets.reduce((sum, { length }) => sum + length, 0);
  return {
    key: `collision ${jobs} ${count}`,
    kind: "collision",
    cluster,
    job: jobs.includes(" ") ? null : jobs,
    count,
    percent: null,
    percentMax: null,
    samples: sets.slice(0, SAMPLES_MAX).map((sharing) => ({
      job: [...new Set(sharing.map(({ job }) => job))].sort().join(", "),
      labels: sharing[0]?.target.labels ?? {},
      urls: sharing.slice(0, URLS_MAX).map(({ target }) => target.url),
    })),
  };
}

/** Targets that ask the API server for its own metrics though their job is about something else: they look healthy. */
export function findFallThroughs(forecasts: readonly JobForecast[]): TargetFinding[] {
  return forecasts.flatMap(({ job, targets }): TargetFinding[] => {
    if (job === null || job.template === "apiservers") return [];
    const own = new Set(job.apiServers.map(ownMetricsUrl));
    const falling = targets.filter(({ url }) => own.has(url.split("?")[0] ?? ""));
    if (falling.length === 0) return [];
    return [
      {
        key: `fall-through ${job.jobName} ${falling.length}`,
        kind: "fall-through",
        cluster: job.cluster,
        job: job.jobName,
        count: falling.length,
        percent: null,
        percentMax: null,
        samples: falling.slice(0, SAMPLES_MAX).map(({ labels, url }) => ({ job: job.jobName, labels, urls: [url] })),
      },
    ];
  });
}

function ownMetricsUrl(apiServer: string): string {
  const { hostPort, pathPrefix } = apiServerAddress(apiServer);
  return renderEndpoint("https", hostPort, `${pathPrefix}/metrics`);
}

/** The loss of more targets than allowed, or of all that there are; null for less. */
export function findLoss({ before, after, lost }: TargetCounts, percentMax: number): TargetFinding | null {
  const isEmptied = after === 0 && lost > 0;
  if (!isEmptied && lost * 100 <= before * percentMax) return null;
  const percent = Math.ceil((lost * 100) / before);
  const base = { cluster: null, job: null, samples: [] };
  return { key: `loss ${lost} of ${before}`, kind: "loss", count: lost, percent, percentMax, ...base };
}
