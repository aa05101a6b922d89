import type { DiscoveryRole, FileAuthorization, KubernetesSdConfig, TlsConfig } from "@/lib/prometheus/scrape-config";
import type { ClusterSource } from "./job-template";

/**
 * Finds objects of one role. The block depends on cluster and role alone: Prometheus shares one watch between jobs only
 * if their blocks are deeply equal, so jobs choose their targets in relabelling, never here.
 */
export function discoverRole(cluster: ClusterSource, role: DiscoveryRole): KubernetesSdConfig {
  return { role, api_server: cluster.apiServer, ...requestCredentials(cluster) };
}

/** What every request to the API server carries; needed twice, by discovery and by the scrapes. */
export function requestCredentials(cluster: ClusterSource): {
  authorization: FileAuthorization;
  tls_config: TlsConfig;
  follow_redirects: false;
} {
  return {
    authorization: { type: "Bearer", credentials_file: cluster.tokenFile },
    tls_config: tlsConfig(cluster),
    // A redirect would carry the token to wherever the answer points.
    follow_redirects: false,
  };
}

function tlsConfig({ caFile, tlsServerName }: ClusterSource): TlsConfig {
  const serverName = tlsServerName === null ? {} : { server_name: tlsServerName };
  return caFile === null ? { ...serverName, insecure_skip_verify: true } : { ca_file: caFile, ...serverName };
}
