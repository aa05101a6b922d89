import type { BuiltJob } from "@/lib/job-templates";
import { apiServerAddress } from "@/lib/job-templates/api-server-address";
import { literalReplacement } from "@/lib/job-templates/relabel-literal";
import { parseDuration } from "@/lib/prometheus/duration";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { countWatches, totalWatches } from "./count-watches";
import type { ApiBudget, JobBudget } from "./schema";

/** Prometheus's own, for a job and a config that say nothing. */
export const INTERVAL_DEFAULT_MS = 60_000;

export type BudgetInput = {
  readonly apiServer: string;
  readonly jobs: readonly BuiltJob[];
  readonly version: PrometheusVersion;
  /** Names of the Prometheus servers. */
  readonly servers: readonly string[];
  /** The `scrape_interval` of their base configs, for jobs without one. */
  readonly globalIntervalMs: number;
  /** Targets by `job_name`; a job that is absent was not counted. */
  readonly targets: ReadonlyMap<string, number>;
  /** Bytes of one scrape by `job_name`, as measured; a job that is absent was not measured. */
  readonly bytes: ReadonlyMap<string, number>;
};

/** What a cluster's jobs cost its API server: open watches, scrapes and bytes through the proxy, audit events. */
export function estimateBudget(input: BudgetInput): Pick<ApiBudget, "servers" | "jobs" | "watches" | "total" | "isComplete"> {
  const jobs = input.jobs.map((job) => budgetOf(job, input));
  const watches = countWatches(
    input.jobs.map(({ config }) => config),
    input.version,
  );
  const servers = Math.max(1, input.servers.length);
  const proxied = jobs.filter(({ isThroughApiServer }) => isThroughApiServer);
  const sum = (pick: (job: JobBudget) => number | null) => servers * proxied.reduce((all, job) => all + (pick(job) ?? 0), 0);
  const scrapesPerSecond = sum((job) => job.scrapesPerSecond);
  return {
    servers: [...input.servers],
    jobs,
    watches: watches.map(({ role, jobs: names, resources }) => ({ role, jobs: [...names], resources: [...resources] })),
    total: {
      watches: servers * totalWatches(watches),
      scrapesPerSecond,
      bytesPerSecond: sum((job) => job.bytesPerSecond),
      // ResponseStarted and ResponseComplete: a proxied request is one that the API server takes for long.
      auditEventsPerSecond: 2 * scrapesPerSecond,
    },
    isComplete: {
      targets: proxied.every(({ targets }) => targets !== null),
      bytes: proxied.every(({ bytesPerSecond }) => bytesPerSecond !== null),
    },
  };
}

function budgetOf({ template, config }: BuiltJob, input: BudgetInput): JobBudget {
  const intervalMs = readMs(config.scrape_interval) ?? input.globalIntervalMs;
  const isThroughApiServer = isPinned(config.relabel_configs, input.apiServer);
  const targets = input.targets.get(config.job_name) ?? null;
  const bytesPerScrape = isThroughApiServer ? (input.bytes.get(config.job_name) ?? null) : null;
  const scrapesPerSecond = targets === null ? null : (targets * 1000) / intervalMs;
  // No target costs no bytes, whatever one would.
  const bytesPerSecond =
    scrapesPerSecond === 0 ? 0 : scrapesPerSecond === null || bytesPerScrape === null ? null : scrapesPerSecond * bytesPerScrape;
  return {
    jobName: config.job_name,
    template,
    isThroughApiServer,
    targets,
    intervalMs,
    scrapesPerSecond,
    bytesPerScrape,
    bytesPerSecond,
  };
}

/** Whether the last rule that writes the address writes the API server's. */
function isPinned(rules: BuiltJob["config"]["relabel_configs"], apiServer: string): boolean {
  const { hostPort } = apiServerAddress(apiServer);
  return rules.findLast((rule) => rule.target_label === "__address__")?.replacement === literalReplacement(hostPort);
}

function readMs(text: string | undefined): number | null {
  const duration = parseDuration(text ?? "0");
  return duration.ok && duration.value > 0 ? duration.value : null;
}
