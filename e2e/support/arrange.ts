import type { ApiServer } from "./api-server/start-api-server";
import type { PromfleetClient } from "./promfleet-client";

// Arranging through the HTTP API: what a test is not about must not be clicked together each time.

export const ALL_CLUSTER_JOBS = [
  "apiservers",
  "nodes",
  "cadvisor",
  "service-endpoints",
  "pods",
  "services-probe",
  "pushgateway",
  "federation",
] as const;

type ClusterChoices = {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly jobs?: readonly string[];
};

/** Registers a replayed API server as a cluster. @returns the cluster's id */
export async function registerCluster(client: PromfleetClient, server: ApiServer, choices: ClusterChoices = {}): Promise<string> {
  const { name = server.cluster, labels = {}, jobs = ALL_CLUSTER_JOBS } = choices;
  const { id } = await client.post<{ id: string }>("/api/v1/clusters", {
    name,
    apiServer: server.url,
    tls: { kind: "ca", caPem: server.caPem },
    token: server.token(),
    labels,
    jobs: jobs.map((template) => ({ template, parameters: {} })),
  });
  return id;
}

type ServerChoices = {
  readonly name: string;
  readonly clusterIds: readonly string[];
  readonly baseConfig?: string;
};

/** Registers a Prometheus that reads its config from a directory. @returns the server's id */
export async function registerServer(
  client: PromfleetClient,
  prometheus: { readonly url: string; readonly directory: string },
  { name, clusterIds, baseConfig = "" }: ServerChoices,
): Promise<string> {
  const { url, directory } = prometheus;
  const transport = { kind: "directory", directory };
  const input = { name, url, transport, baseConfig, clusterIds, auth: { kind: "none" } };
  const { id } = await client.post<{ id: string }>("/api/v1/servers", input);
  return id;
}
