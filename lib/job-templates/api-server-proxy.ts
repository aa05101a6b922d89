import type { DiscoveryRole, ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { isAtLeast } from "@/lib/prometheus/versions";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { apiServerAddress } from "./api-server-address";
import type { JobTiming } from "./job-parameters";
import type { ClusterSource, ServerSource } from "./job-template";
import { discoverRole, requestCredentials } from "./kubernetes-discovery";
import { literalRegex, literalReplacement } from "./relabel-literal";

export type ApiServerJob = {
  readonly cluster: ClusterSource;
  readonly server: ServerSource;
  /** Second part of the scrape config's name, and the `job` label. */
  readonly name: string;
  readonly timing: JobTiming;
  readonly role: DiscoveryRole;
  /** The scraped labels win over the target's; `cluster` and the extra labels are still forced. */
  readonly honorLabels?: boolean;
  /** For jobs that ask one address for every target; without the API server's path prefix. */
  readonly metricsPath?: string;
  readonly params?: ScrapeConfig["params"];
  /** Choosing targets, building paths, copying labels; the rules that pin the address come after them. */
  readonly rules: readonly RelabelConfig[];
};

/**
 * A job whose requests carry the cluster's credential, so all of them go to the API server and nowhere else:
 * the last rules write the address, and `cluster` and `job` after everything that objects in the cluster can influence.
 */
export function apiServerJob(job: ApiServerJob): ScrapeConfig {
  const { cluster, server, name, timing, role, honorLabels, metricsPath, params } = job;
  return {
    job_name: `${cluster.name}/${name}`,
    ...(honorLabels === true ? { honor_labels: true } : {}),
    ...timing,
    // Prometheus 3 refuses exporters that name no content type; 2.x does not know the field.
    ...(isAtLeast(server.prometheusVersion, 3, 0) ? { fallback_scrape_protocol: "PrometheusText0.0.4" } : {}),
    ...(metricsPath === undefined ? {} : { metrics_path: `${apiServerAddress(cluster.apiServer).pathPrefix}${metricsPath}` }),
    scheme: "https",
    ...(params === undefined ? {} : { params }),
    ...requestCredentials(cluster),
    kubernetes_sd_configs: [discoverRole(cluster, role)],
    relabel_configs: [...job.rules, ...pinToApiServer(cluster, name)],
    ...(honorLabels === true ? { metric_relabel_configs: clusterLabels(cluster) } : {}),
  };
}

function pinToApiServer(cluster: ClusterSource, name: string): RelabelConfig[] {
  const { hostPort } = apiServerAddress(cluster.apiServer);
  return [
    { target_label: "__address__", replacement: literalReplacement(hostPort) },
    { target_label: "__scheme__", replacement: "https" },
    ...clusterLabels(cluster),
    { target_label: "job", replacement: literalReplacement(name) },
    // Left-over helper labels would keep equal targets apart.
    { regex: "__tmp_.*", action: "labeldrop" },
  ];
}

/** The extra labels and, after them, `cluster`. */
export function clusterLabels(cluster: ClusterSource): RelabelConfig[] {
  const labels = { ...cluster.labels, cluster: cluster.name };
  return Object.entries(labels).map(([target_label, value]) => ({ target_label, replacement: literalReplacement(value) }));
}

/**
 * Builds the path through the proxy from labels, and drops a target whose labels do not make one: with the default path
 * it would scrape the API server's own metrics, and look healthy.
 *
 * @param regex over the labels joined with ";"
 * @param path from /api/v1 on, with `$1` ... for what the regex captures
 */
export function proxyPathRules(
  cluster: ClusterSource,
  { from, regex, path }: { from: readonly string[]; regex: string; path: string },
): RelabelConfig[] {
  const { pathPrefix } = apiServerAddress(cluster.apiServer);
  return [
    { source_labels: from, regex, target_label: "__metrics_path__", replacement: `${literalReplacement(pathPrefix)}${path}` },
    {
      source_labels: ["__metrics_path__"],
      regex: `${literalRegex(pathPrefix)}/api/v1/(?:nodes|namespaces)/.+/proxy/.*`,
      action: "keep",
    },
  ];
}
