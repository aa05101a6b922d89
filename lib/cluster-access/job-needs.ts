import { buildJobs } from "@/lib/job-templates";
import type { ClusterSource } from "@/lib/job-templates/job-template";
import type { JobChoice, JobTemplateId } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { type ApiNeed, uniqueNeeds } from "./api-need";
import { discoveryNeeds } from "./discovery-needs";
import { scrapeNeeds } from "./scrape-needs";

/** What decides what a cluster's jobs ask for; names of files and labels do not. */
export type JobsOfCluster = Pick<ClusterSource, "name" | "apiServer"> & { readonly jobs: readonly JobChoice[] };

/** What one scrape config asks of the cluster. */
export type JobNeeds = {
  /** The config's `job_name`, "CLUSTER/NAME". */
  readonly jobName: string;
  /** Its part after the cluster: the `job` label. */
  readonly job: string;
  readonly template: JobTemplateId;
  /** Which of the cluster's chosen jobs it comes from. */
  readonly index: number;
  /** Discovery first, then scrapes; empty for a job that never passes the cluster. */
  readonly needs: readonly ApiNeed[];
};

/**
 * What the chosen jobs ask of a cluster, read from the scrape configs that they are built into: a new template is
 * covered without a word here. A job whose parameters are refused is left out.
 */
export function needsOfJobs(cluster: JobsOfCluster): JobNeeds[] {
  const source = { ...cluster, tlsServerName: null, caFile: null, tokenFile: "token", labels: {} };
  const server = { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" };
  return cluster.jobs.flatMap((choice, index) => {
    const built = buildJobs({ ...source, jobs: [choice] }, server);
    if (!built.ok) return [];
    return built.value.map(({ template, config }) => ({
      jobName: config.job_name,
      job: config.job_name.slice(cluster.name.length + 1),
      template,
      index,
      needs: uniqueNeeds([
        ...(config.kubernetes_sd_configs ?? []).flatMap((discovery) => discoveryNeeds(discovery)),
        ...scrapeNeeds(config, cluster.apiServer),
      ]),
    }));
  });
}

/** All that the jobs ask for, each thing once. */
export function allNeeds(jobs: readonly JobNeeds[]): ApiNeed[] {
  return uniqueNeeds(jobs.flatMap(({ needs }) => needs));
}
