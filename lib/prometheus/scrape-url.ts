import { compareNames } from "@/lib/relabel/label-order";
import type { LabelSet } from "@/lib/relabel/label-set";

export const PARAM_PREFIX = "__param_";

const UNRESERVED = /[A-Za-z0-9_.~-]/;
const HOST_ALLOWED = /[!$&'()*+,;=:[\]<>"]/;
const PATH_ALLOWED = /[$&+,/:;=@]/;
/** Nearly all hosts: nothing to escape. */
const PLAIN_HOST = /^[A-Za-z0-9_.~-]*(?::[0-9]+)?$/;
const encoder = new TextEncoder();

export type UrlParameters = Readonly<Record<string, readonly string[]>>;

/**
 * The URL that Prometheus scrapes for the labels of a target, rendered as Go's `url.URL.String()` does.
 * `?`, `#` and `%` in the path are escaped: a query string cannot be smuggled into `__metrics_path__`.
 */
export function renderScrapeUrl(labels: LabelSet, params: UrlParameters): string {
  const query = renderQuery(labels, params);
  const url = renderEndpoint(labels.__scheme__ ?? "", labels.__address__ ?? "", labels.__metrics_path__ ?? "");
  return query === "" ? url : `${url}?${query}`;
}

/** The URL without its query. */
export function renderEndpoint(scheme: string, host: string, path: string): string {
  const start = `${scheme === "" ? "" : `${scheme}:`}//${PLAIN_HOST.test(host) ? host : escapeBytes(host, HOST_ALLOWED)}`;
  if (path === "/metrics") return `${start}/metrics`;
  const slash = path !== "" && !path.startsWith("/") ? "/" : "";
  // Go leaves a path of a single asterisk alone.
  const escapedPath = path === "*" ? path : escapeBytes(path, PATH_ALLOWED);
  return start + slash + escapedPath;
}

function renderQuery(labels: LabelSet, params: UrlParameters): string {
  const values = new Map(Object.entries(params).map(([name, list]) => [name, [...list]]));
  for (const [label, value] of Object.entries(labels)) {
    if (!label.startsWith(PARAM_PREFIX)) continue;
    const name = label.slice(PARAM_PREFIX.length);
    // A label replaces the first value only.
    values.set(name, [value, ...(values.get(name) ?? []).slice(1)]);
  }
  return [...values.keys()]
    .sort(compareNames)
    .flatMap((name) => (values.get(name) ?? []).map((value) => `${escapeQuery(name)}=${escapeQuery(value)}`))
    .join("&");
}

function escapeQuery(text: string): string {
  return escapeBytes(text, / /).replaceAll(" ", "+");
}

/** Percent-encodes every byte that is neither unreserved nor allowed here. */
function escapeBytes(text: string, allowed: RegExp): string {
  let escaped = "";
  for (const byte of encoder.encode(text)) {
    const char = String.fromCharCode(byte);
    const isPlain = byte < 0x80 && (UNRESERVED.test(char) || allowed.test(char));
    escaped += isPlain ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}
