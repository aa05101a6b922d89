import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { processSingleton } from "@/lib/singleton";
import { version } from "@/package.json";

/** Final words of a deployment: lib/deployments/schema.ts, which this ring does not know. */
const DEPLOYMENT_RESULTS = ["live", "rejected", "rolled_back", "needs_hands"] as const;

function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "promfleet_build_info",
    help: "Always 1; the labels say what runs.",
    labelNames: ["version", "nodejs"],
    registers,
  })
    .labels(version, process.version)
    .set(1);
  const deployments = new Counter({
    name: "promfleet_deployments_total",
    help: "Finished deployments by their final status.",
    labelNames: ["result"],
    registers,
  });
  // A counter that is not there before its first event hides that event from rate().
  for (const result of DEPLOYMENT_RESULTS) deployments.labels(result).inc(0);
  return {
    registry,
    clusters: new Gauge({ name: "promfleet_clusters", help: "Registered clusters.", registers }),
    insecureClusters: new Gauge({
      name: "promfleet_insecure_clusters",
      help: "Registered clusters whose certificate is not verified.",
      registers,
    }),
    clusterUp: new Gauge({
      name: "promfleet_cluster_up",
      help: "1 when the last look at a cluster's API server found it well, else 0.",
      labelNames: ["cluster"],
      registers,
    }),
    clusterHealth: new Gauge({
      name: "promfleet_cluster_health",
      help: "Clusters by what the last look at their API server came to.",
      labelNames: ["outcome"],
      registers,
    }),
    credentials: new Gauge({
      name: "promfleet_cluster_credentials",
      help: "Stored credentials of clusters by how soon they end.",
      labelNames: ["ends"],
      registers,
    }),
    credentialExpiry: new Gauge({
      name: "promfleet_cluster_credential_expiry_timestamp_seconds",
      help: "Unix time at which a cluster's stored token ends, for those that say.",
      labelNames: ["cluster"],
      registers,
    }),
    drift: new Gauge({
      name: "promfleet_drift",
      help: "1 for a server whose configuration on disk or in Prometheus is not the deployed one, by what differs.",
      labelNames: ["server", "kind"],
      registers,
    }),
    lastDeploySuccess: new Gauge({
      name: "promfleet_config_last_deploy_success_timestamp_seconds",
      help: "Unix time at which a server's last deployment went live.",
      labelNames: ["server"],
      registers,
    }),
    newestDeployment: new Gauge({
      name: "promfleet_server_newest_deployment",
      help: "1 for the status of a server's newest deployment.",
      labelNames: ["server", "status"],
      registers,
    }),
    pullLastReport: new Gauge({
      name: "promfleet_pull_last_report_timestamp_seconds",
      help: "Unix time of the last report of a host that fetches its configuration by itself.",
      labelNames: ["server"],
      registers,
    }),
    rolloutStates: new Gauge({
      name: "promfleet_rollouts",
      help: "Rollouts over several servers, by status.",
      labelNames: ["status"],
      registers,
    }),
    servers: new Gauge({ name: "promfleet_servers", help: "Registered Prometheus servers.", registers }),
    deployments,
    deploymentDurationSeconds: new Histogram({
      name: "promfleet_deployment_duration_seconds",
      help: "Time from the request to the final status of a deployment.",
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300],
      registers,
    }),
    secretOpenFailures: new Counter({
      name: "promfleet_secret_open_failures_total",
      help: "Sealed secrets that could not be opened, by reason.",
      labelNames: ["reason"],
      registers,
    }),
  };
}

const instance = processSingleton("metrics", createMetrics);

/** The metrics of this process. */
export function metrics(): ReturnType<typeof createMetrics> {
  return instance.get();
}
