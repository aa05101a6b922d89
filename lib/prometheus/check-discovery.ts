import { goQuote } from "@/lib/relabel/go-quote";
import { isSet, isTrue, itemsOf, type ObjectCheck, report, textOf } from "./config-finding";
import { isFieldSelector, isLabelSelector } from "./kubernetes-selector";
import { isAtLeast } from "./versions";
import { isNull, valueUnder, type YamlNode } from "./yaml-node";

const FILE_NAME = /^[^*]*(?:\*[^/]*)?\.(?:json|yml|yaml|JSON|YML|YAML)$/;

/** Which selectors a discovery role may have besides its own. */
const SELECTOR_ROLES: Record<string, readonly string[]> = {
  pod: ["pod"],
  service: ["service"],
  endpointslice: ["pod", "service", "endpointslice"],
  endpoints: ["pod", "service", "endpoints"],
  node: ["node"],
  ingress: ["ingress"],
};

/** Fields that make the HTTP client of a discovery a custom one. */
const CUSTOM_CLIENT_FIELDS = [
  "authorization",
  "basic_auth",
  "oauth2",
  "bearer_token",
  "bearer_token_file",
  "proxy_url",
  "proxy_connect_header",
  "proxy_from_environment",
  "no_proxy",
  "http_headers",
];

export function checkKubernetesDiscovery(check: ObjectCheck): void {
  const { node } = check;
  const role = textOf(node, "role");
  const hasServer = isSet(node, "api_server");
  const hasKubeconfig = textOf(node, "kubeconfig_file") !== "";
  const isCustom = hasCustomClient(node);
  const say = (field: string, code: string, prometheus: string) => report(check, field, { code, prometheus });
  if (!isSet(node, "role"))
    say("role", "config/kubernetes-role-missing", "role missing (one of: pod, service, endpoints, endpointslice, node, ingress)");
  if (hasServer && hasKubeconfig) {
    say("kubeconfig_file", "config/kubernetes-two-sources", "cannot use 'kubeconfig_file' and 'api_server' simultaneously");
  }
  if (hasKubeconfig && isCustom) {
    say(
      "kubeconfig_file",
      "config/kubernetes-kubeconfig-client",
      "cannot use a custom HTTP client configuration together with 'kubeconfig_file'",
    );
  }
  if (!hasServer && !hasKubeconfig && isCustom) {
    say(
      "role",
      "config/kubernetes-api-server-missing",
      "to use custom HTTP client configuration please provide the 'api_server' URL explicitly",
    );
  }
  if (isTrue(valueUnder(node, "namespaces"), "own_namespace") && (hasServer || hasKubeconfig)) {
    const other = hasServer ? "api_server" : "kubeconfig_file";
    say("namespaces", "config/kubernetes-own-namespace", `cannot use '${other}' and 'namespaces.own_namespace' simultaneously`);
  }
  const roles = itemsOf(node, "selectors").map((selector) => textOf(selector, "role"));
  const repeated = roles.find((one, i) => roles.indexOf(one) < i);
  if (repeated !== undefined) {
    const prometheus = `duplicated selector role: ${repeated}`;
    report(check, "selectors", { code: "config/kubernetes-selector-repeated", parameters: { role: repeated }, prometheus });
  }
  for (const selector of itemsOf(node, "selectors")) checkSelector(check, role, selector);
}

function hasCustomClient(node: YamlNode): boolean {
  const tls = valueUnder(node, "tls_config");
  const isTlsSet = tls?.kind === "mapping" && tls.entries.some(({ value }) => !isDefault(value));
  // Both are true by default, so only a false makes a difference; a null is one.
  const isSwitchedOff = ["follow_redirects", "enable_http2"].some(
    (field) => valueUnder(node, field) !== null && !isTrue(node, field),
  );
  const isOther = CUSTOM_CLIENT_FIELDS.some((field) => {
    const value = valueUnder(node, field);
    // Of what Prometheus keeps behind a pointer even an empty one makes a difference.
    return value !== null && (POINTER_FIELDS.has(field) ? !isNull(value) : !isDefault(value));
  });
  return isTlsSet || isSwitchedOff || isOther;
}

const POINTER_FIELDS = new Set(["authorization", "basic_auth", "oauth2", "proxy_url", "http_headers"]);

function isDefault(value: YamlNode): boolean {
  return value.kind === "scalar" && (value.tag === "null" || value.text === "" || /^(?:n|no|false|off)$/i.test(value.text));
}

function checkSelector(check: ObjectCheck, role: string, selector: YamlNode): void {
  const selectorRole = textOf(selector, "role");
  const allowed = SELECTOR_ROLES[role] ?? [];
  const isNodeOfPod = role === "pod" && selectorRole === "node" && isAtLeast(check.version, 3, 11);
  if (role in SELECTOR_ROLES && !allowed.includes(selectorRole) && !isNodeOfPod) {
    const prometheus = `${role} role supports only ${allowed.join(", ")} selectors`;
    report(check, "selectors", {
      code: "config/kubernetes-selector-role",
      parameters: { role, allowed: allowed.join(", ") },
      prometheus,
    });
  }
  const text = [textOf(selector, "label"), textOf(selector, "field")] as const;
  if (isLabelSelector(text[0]) && isFieldSelector(text[1])) return;
  const selectorText = isLabelSelector(text[0]) ? text[1] : text[0];
  report(check, "selectors", { code: "config/kubernetes-selector", parameters: { selector: selectorText } });
}

export function checkFileDiscovery(check: ObjectCheck): void {
  const files = itemsOf(check.node, "files");
  if (files.length === 0) {
    const prometheus = "file service discovery config must contain at least one path name";
    report(check, "files", { code: "config/file-sd-empty", prometheus });
  }
  const bad = files.find((file) => file.kind === "scalar" && !FILE_NAME.test(file.text));
  if (bad?.kind !== "scalar") return;
  const prometheus = `path name ${goQuote(bad.text)} is not valid for file discovery`;
  report(check, "files", { code: "config/file-sd-path", parameters: { path: bad.text }, prometheus });
}

export function checkHttpDiscovery(check: ObjectCheck): void {
  const url = textOf(check.node, "url");
  if (url === "") report(check, "url", { code: "config/http-sd-url", prometheus: "URL is missing" });
  else if (!/^https?:/i.test(url)) {
    report(check, "url", { code: "config/http-sd-scheme", prometheus: "URL scheme must be 'http' or 'https'" });
  } else if (!/^https?:\/\/[^/]/i.test(url)) {
    report(check, "url", { code: "config/http-sd-host", prometheus: "host is missing in URL" });
  }
}

export function checkDnsDiscovery(check: ObjectCheck): void {
  if (itemsOf(check.node, "names").length === 0) {
    const prometheus = "DNS-SD config must contain at least one SRV record name";
    report(check, "names", { code: "config/dns-sd-names", prometheus });
  }
  const type = (valueUnder(check.node, "type") === null ? "SRV" : textOf(check.node, "type")).toUpperCase();
  if (type === "SRV" || !/^(?:A|AAAA|MX|NS)$/.test(type)) return;
  if (textOf(check.node, "port") !== "" && textOf(check.node, "port") !== "0") return;
  const prometheus = "a port is required in DNS-SD configs for all record types except SRV";
  report(check, "type", { code: "config/dns-sd-port", prometheus });
}
