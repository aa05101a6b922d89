/** Where requests to an API server go. */
export type ApiServerAddress = {
  /** host:port, the port always written: Prometheus 2 would add the default port of the wrong scheme. */
  readonly hostPort: string;
  /** What stands in front of every path, e.g. /k8s/clusters/c-1; "" as a rule. */
  readonly pathPrefix: string;
};

/** Takes an API server URL apart; the URL was checked when the cluster was registered. */
export function apiServerAddress(apiServer: string): ApiServerAddress {
  const url = new URL(apiServer);
  const port = url.port === "" ? "443" : url.port;
  return { hostPort: `${url.hostname}:${port}`, pathPrefix: decodePath(url.pathname.replace(/\/+$/, "")) };
}

/** Prometheus encodes `__metrics_path__` itself. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
