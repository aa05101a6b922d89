import { type ApiServerAddress, apiServerAddress } from "@/lib/job-templates/api-server-address";
import { literalReplacement } from "@/lib/job-templates/relabel-literal";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import type { ApiNeed } from "./api-need";

/** Where the kubelet serves; it asks the API server itself who may read what. */
const KUBELET_PORT = 10_250;

/** What the scrapes of one config ask, read from the rules that write address and path; [] when they pass no API server. */
export function scrapeNeeds(config: ScrapeConfig, apiServer: string): ApiNeed[] {
  if (config.authorization === undefined) return [];
  const server = apiServerAddress(apiServer);
  const address = config.relabel_configs.findLast((rule) => rule.target_label === "__address__")?.replacement;
  if (address === literalReplacement(server.hostPort)) return scrapedPaths(config, server).map(pathNeed);
  if (address?.endsWith(`:${KUBELET_PORT}`) === true) return [kubeletNeed(config.metrics_path ?? DEFAULT_PATH)];
  return [];
}

const DEFAULT_PATH = "/metrics";

/** The paths that targets may end with, without the server's prefix; `$1` and the like stand for any name. */
function scrapedPaths(config: ScrapeConfig, { pathPrefix }: ApiServerAddress): string[] {
  const literalPrefix = literalReplacement(pathPrefix);
  const written = config.relabel_configs
    .filter((rule) => rule.target_label === "__metrics_path__")
    .flatMap(({ replacement }) => (replacement === undefined ? [] : [replacement.slice(literalPrefix.length)]));
  const given = config.metrics_path ?? DEFAULT_PATH;
  return isDropped(config, given)
    ? written
    : [given.slice(config.metrics_path === undefined ? 0 : pathPrefix.length), ...written];
}

/** Whether a rule drops every target whose path is still this one. */
function isDropped(config: ScrapeConfig, path: string): boolean {
  return config.relabel_configs.some(({ source_labels, regex, action }) => {
    if (action !== "keep" || source_labels?.length !== 1 || source_labels[0] !== "__metrics_path__") return false;
    return !new RegExp(`^(?:${regex ?? "(.*)"})$`, "s").test(path);
  });
}

const PROXY_PATH = /^\/api\/v1\/(?:namespaces\/([^/]+)\/)?(nodes|pods|services)\/([^/]+)\/proxy/;

function pathNeed(path: string): ApiNeed {
  const [, namespace, resource, name] = PROXY_PATH.exec(path) ?? [];
  if (resource === undefined) return { verb: "get", apiGroup: "", resource: "", nonResourceUrl: path };
  return {
    verb: "get",
    apiGroup: "",
    resource,
    subresource: "proxy",
    ...(isLiteral(namespace) ? { namespace } : {}),
    ...(isLiteral(name) ? { name } : {}),
  };
}

/** A part that no label of a target changes. */
function isLiteral(part: string | undefined): part is string {
  return part !== undefined && !part.includes("$");
}

/** The kubelet's own names for its pages: everything under /metrics is `nodes/metrics`. */
function kubeletNeed(path: string): ApiNeed {
  const subresource = /^\/metrics(?:\/|$)/.test(path) ? "metrics" : "proxy";
  return { verb: "get", apiGroup: "", resource: "nodes", subresource };
}
