import type { z } from "zod";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import type { PrometheusVersion } from "@/lib/prometheus/versions";

/** What a template knows of the cluster it is rendered for. Secrets are present only as file paths inside the bundle. */
export type ClusterSource = {
  /** Value of the `cluster` label and first part of every job name. */
  readonly name: string;
  /** https URL without a trailing slash; it may have a path. */
  readonly apiServer: string;
  readonly tlsServerName: string | null;
  /** Path relative to prometheus.yml; null when verification is skipped. */
  readonly caFile: string | null;
  /** Path relative to prometheus.yml. */
  readonly tokenFile: string;
  /** Extra labels of every target. */
  readonly labels: Readonly<Record<string, string>>;
};

/** What a template knows of the Prometheus server that will run it. */
export type ServerSource = {
  readonly prometheusVersion: PrometheusVersion;
  /** host:port under which this Prometheus can scrape itself. */
  readonly selfAddress: string;
};

/** A scrape config with parameters, rendered once per cluster. */
export type JobTemplate<Parameters extends z.ZodType = z.ZodType> = {
  /** Name in files and URLs; titles and texts are in the message catalogues under `jobTemplates.<id>`. */
  readonly id: string;
  /** Strict object; every parameter has a default, so `{}` is valid. */
  readonly parameters: Parameters;
  /** What the job needs of the cluster is read from what this makes (lib/cluster-access). */
  build(context: { cluster: ClusterSource; server: ServerSource; parameters: z.output<Parameters> }): readonly ScrapeConfig[];
};
