import "server-only";
import { type Asked, askForText, type PrometheusConnection } from "./ask";
import { readSamples, type Sample } from "./exposition";

/** What a server's own metrics tell of its configuration and of service discovery. */
export type OwnMetrics = {
  readonly isReloadSuccessful: boolean;
  /** Seconds since 1970 by the server's clock, with fractions: two reloads in one second differ. */
  readonly lastReloadSuccess: number;
  /** Discovery blocks that could not be started, e.g. for a CA file that is none. */
  readonly failedDiscoveryConfigs: number;
  /** Lists and watches that failed since the server started. */
  readonly kubernetesFailures: number;
  /** Targets found per job, before relabelling. */
  readonly discoveredTargets: ReadonlyMap<string, number>;
};

const METRICS_BYTES_MAX = 64 * 1024 * 1024;
const NAMES = {
  reloadSuccessful: "prometheus_config_last_reload_successful",
  reloadTime: "prometheus_config_last_reload_success_timestamp_seconds",
  failedConfigs: "prometheus_sd_failed_configs",
  kubernetesFailures: "prometheus_sd_kubernetes_failures_total",
  discovered: "prometheus_sd_discovered_targets",
} as const;

/** Reads a server's own /metrics. */
export async function askOwnMetrics(connection: PrometheusConnection): Promise<Asked<OwnMetrics>> {
  const text = await askForText(connection, "/metrics", { responseBytesMax: METRICS_BYTES_MAX, totalMsMax: 20_000 });
  if (!text.ok) return text;
  const samples = readSamples(text.value, Object.values(NAMES));
  const of = (name: keyof typeof NAMES) => samples.get(NAMES[name]) ?? [];
  if (of("reloadSuccessful").length === 0) return { ok: false, failure: "not_prometheus" };
  const scrapes = of("discovered").filter(({ labels }) => labels["name"] === "scrape");
  const value: OwnMetrics = {
    isReloadSuccessful: sum(of("reloadSuccessful")) === 1,
    lastReloadSuccess: sum(of("reloadTime")),
    failedDiscoveryConfigs: sum(of("failedConfigs").filter(({ labels }) => labels["name"] === "scrape")),
    kubernetesFailures: sum(of("kubernetesFailures")),
    discoveredTargets: new Map(scrapes.map((sample) => [sample.labels["config"] ?? "", sample.value])),
  };
  return { ok: true, value };
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0);
}
