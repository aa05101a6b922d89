import type { RelabelConfig } from "@/lib/relabel/relabel-config";

/** Credentials of requests, always by file: a rendered config never holds a secret of ours. */
export type FileAuthorization = { type: "Bearer"; credentials_file: string };

export type TlsConfig = { ca_file?: string; server_name?: string; insecure_skip_verify?: boolean };

export type DiscoveryRole = "node" | "service" | "pod" | "endpoints" | "endpointslice" | "ingress";

export type KubernetesSdConfig = {
  role: DiscoveryRole;
  api_server: string;
  authorization: FileAuthorization;
  tls_config?: TlsConfig;
  follow_redirects: false;
};

/**
 * The part of Prometheus's scrape_config that our job templates write, in its own words.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 */
export type ScrapeConfig = {
  job_name: string;
  honor_labels?: boolean;
  scrape_interval?: string;
  scrape_timeout?: string;
  fallback_scrape_protocol?: string;
  metrics_path?: string;
  scheme?: "http" | "https";
  params?: Record<string, readonly string[]>;
  authorization?: FileAuthorization;
  tls_config?: TlsConfig;
  follow_redirects?: false;
  kubernetes_sd_configs?: readonly KubernetesSdConfig[];
  static_configs?: readonly { targets: readonly string[]; labels?: Record<string, string> }[];
  relabel_configs: readonly RelabelConfig[];
  metric_relabel_configs?: readonly RelabelConfig[];
};
