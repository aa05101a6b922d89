import type { RenderCluster } from "@/lib/bundles/bundle";
import type { Cluster } from "@/lib/clusters/schema";
import { buildJobs } from "@/lib/job-templates";
import { JOB_TEMPLATE_IDS } from "@/lib/job-templates/schema";
import { renderYaml } from "@/lib/prometheus/render-yaml";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { DEFAULT_JOB, type LabDraft, type LabJob, renderParams } from "./lab-draft";
import { renderLabels } from "./render-labels";
import { runLab } from "./run-lab";
import { SAMPLES } from "./samples";

/** Something to start from: a job by its name, in a group of its own kind. */
export type LabStart = { readonly name: string; readonly config: ScrapeConfig };

/** The cluster that built-in templates are shown for; its address is the one of the captured samples. */
const SAMPLE_CLUSTER: RenderCluster = {
  name: "alpha",
  apiServer: "https://10.200.1.2:6443",
  tlsServerName: null,
  caFile: "promfleet/credentials/alpha/ca-000000000000.crt",
  tokenFile: "promfleet/credentials/alpha/token-000000000000",
  labels: {},
  jobs: JOB_TEMPLATE_IDS.map((template) => ({ template, parameters: {} })),
};

/** Every built-in template as a job of a sample cluster. */
export function builtInStarts(): LabStart[] {
  return startsOf(SAMPLE_CLUSTER);
}

/** The jobs of a registered cluster, as they would be deployed. */
export function clusterStarts(cluster: Cluster): LabStart[] {
  return startsOf(cluster);
}

function startsOf(cluster: RenderCluster): LabStart[] {
  const jobs = buildJobs(cluster, { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" });
  return jobs.ok ? jobs.value.map(({ config }) => ({ name: config.job_name, config })) : [];
}

/** Puts a job into the lab together with a target that it would discover. */
export function draftFromJob(config: ScrapeConfig, prometheusVersion: LabDraft["prometheusVersion"]): LabDraft {
  const draft = {
    rulesText: renderYaml(config.relabel_configs),
    labelsText: "",
    job: jobOf(config),
    prometheusVersion,
    rulesOff: [],
  };
  const candidates = discoveredBy(config).map((labels) => ({ ...draft, labelsText: renderLabels(labels) }));
  // A target that the job keeps shows more of its rules than one that the first rule drops.
  const kept = candidates.find((candidate) => runLab(candidate).view?.outcome.kind === "kept");
  return kept ?? candidates[0] ?? draft;
}

function discoveredBy(config: ScrapeConfig): LabelSet[] {
  const roles = config.kubernetes_sd_configs?.map(({ role }) => role) ?? [];
  const samples = SAMPLES.filter(({ role }) => roles.includes(role)).map(({ labels }) => labels);
  const fixed = (config.static_configs ?? []).flatMap(({ targets, labels = {} }) =>
    targets.map((address) => toLabelSet({ ...labels, __address__: address })),
  );
  return [...samples, ...fixed];
}

function jobOf(config: ScrapeConfig): LabJob {
  return {
    job_name: config.job_name,
    scheme: config.scheme ?? DEFAULT_JOB.scheme,
    metrics_path: config.metrics_path ?? DEFAULT_JOB.metrics_path,
    scrape_interval: config.scrape_interval ?? DEFAULT_JOB.scrape_interval,
    scrape_timeout: config.scrape_timeout ?? DEFAULT_JOB.scrape_timeout,
    params: renderParams(config.params ?? {}),
  };
}
