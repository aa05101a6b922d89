import { isSet, isTrue, type ObjectCheck, report, textOf } from "./config-finding";
import { isAtLeast } from "./versions";
import { valueUnder, type YamlNode } from "./yaml-node";

type Rule = {
  readonly code: string;
  /** The field to point at. */
  readonly field: string;
  readonly isBroken: (node: YamlNode, check: ObjectCheck) => boolean;
  readonly prometheus: (check: ObjectCheck) => string;
};

const hasBearer = (node: YamlNode) => textOf(node, "bearer_token") !== "" || textOf(node, "bearer_token_file") !== "";
const hasAny = (node: YamlNode, ...fields: string[]) => fields.some((field) => isSet(node, field));
const hasBoth = (node: YamlNode | null, a: string, b: string) => textOf(node, a) !== "" && textOf(node, b) !== "";

/** Is a value given in more than one of the ways that exist: as text, `_file`, `_ref`? */
const hasSeveral = (node: YamlNode | null, name: string) =>
  [name, `${name}_file`, `${name}_ref`].filter((field) => textOf(node, field) !== "").length > 1;

/** Contradictions in how requests are made, in the order in which Prometheus looks for them. */
const RULES: readonly Rule[] = [
  {
    code: "config/bearer-token-twice",
    field: "bearer_token",
    isBroken: (node) => hasBoth(node, "bearer_token", "bearer_token_file"),
    prometheus: () => "at most one of bearer_token & bearer_token_file must be configured",
  },
  {
    code: "config/auth-conflict",
    field: "basic_auth",
    isBroken: (node) => hasAny(node, "basic_auth", "oauth2") && hasBearer(node),
    prometheus: () => "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured",
  },
  {
    code: "config/username-twice",
    field: "basic_auth",
    isBroken: (node) => hasSeveral(valueUnder(node, "basic_auth"), "username"),
    prometheus: () => "at most one of basic_auth username, username_file & username_ref must be configured",
  },
  {
    code: "config/password-twice",
    field: "basic_auth",
    isBroken: (node) => hasSeveral(valueUnder(node, "basic_auth"), "password"),
    prometheus: ({ version }) => {
      const fields = isAtLeast(version, 2, 53) ? "password, password_file & password_ref" : "password & password_file";
      return `at most one of basic_auth ${fields} must be configured`;
    },
  },
  {
    code: "config/auth-conflict",
    field: "authorization",
    isBroken: (node) => hasAny(node, "authorization") && hasBearer(node),
    prometheus: () => "authorization is not compatible with bearer_token & bearer_token_file",
  },
  {
    code: "config/credentials-twice",
    field: "authorization",
    isBroken: (node) => hasSeveral(valueUnder(node, "authorization"), "credentials"),
    prometheus: () => "at most one of authorization credentials & credentials_file must be configured",
  },
  {
    code: "config/authorization-basic",
    field: "authorization",
    isBroken: (node) => textOf(valueUnder(node, "authorization"), "type").trim().toLowerCase() === "basic",
    prometheus: () => 'authorization type cannot be set to "basic", use "basic_auth" instead',
  },
  {
    code: "config/auth-conflict",
    field: "basic_auth",
    isBroken: (node) => ["authorization", "basic_auth", "oauth2"].filter((field) => isSet(node, field)).length > 1,
    prometheus: () => "at most one of basic_auth, oauth2 & authorization must be configured",
  },
  {
    code: "config/oauth2-client-id",
    field: "oauth2",
    isBroken: (node) => isSet(node, "oauth2") && textOf(valueUnder(node, "oauth2"), "client_id") === "",
    prometheus: () => "oauth2 client_id must be configured",
  },
  {
    code: "config/oauth2-secret",
    field: "oauth2",
    isBroken: (node, { version }) => {
      const oauth2 = valueUnder(node, "oauth2");
      const hasSecret = textOf(oauth2, "client_secret") !== "" || textOf(oauth2, "client_secret_file") !== "";
      return isSet(node, "oauth2") && !isAtLeast(version, 2, 53) && !hasSecret;
    },
    prometheus: () => "either oauth2 client_secret or client_secret_file must be configured",
  },
  {
    code: "config/oauth2-token-url",
    field: "oauth2",
    isBroken: (node) => isSet(node, "oauth2") && textOf(valueUnder(node, "oauth2"), "token_url") === "",
    prometheus: () => "oauth2 token_url must be configured",
  },
  {
    code: "config/oauth2-secret-twice",
    field: "oauth2",
    isBroken: (node) => hasSeveral(valueUnder(node, "oauth2"), "client_secret"),
    prometheus: ({ version }) => {
      if (!isAtLeast(version, 2, 53)) return "at most one of oauth2 client_secret & client_secret_file must be configured";
      const end = isAtLeast(version, 3, 5) ? " using grant-type=client_credentials" : "";
      return `at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured${end}`;
    },
  },
  {
    code: "config/proxy-conflict",
    field: "proxy_from_environment",
    isBroken: (node) => isTrue(node, "proxy_from_environment") && textOf(node, "proxy_url") !== "",
    prometheus: () => "if proxy_from_environment is configured, proxy_url must not be configured",
  },
  {
    code: "config/proxy-conflict",
    field: "no_proxy",
    isBroken: (node) => isTrue(node, "proxy_from_environment") && textOf(node, "no_proxy") !== "",
    prometheus: () => "if proxy_from_environment is configured, no_proxy must not be configured",
  },
  {
    code: "config/proxy-missing",
    field: "no_proxy",
    // An empty URL is one.
    isBroken: (node) => textOf(node, "no_proxy") !== "" && !isSet(node, "proxy_url"),
    prometheus: () => "if no_proxy is configured, proxy_url must also be configured",
  },
  {
    code: "config/proxy-missing",
    field: "proxy_connect_header",
    isBroken: (node) => {
      const header = valueUnder(node, "proxy_connect_header");
      const hasHeader = header?.kind === "mapping" && header.entries.length > 0;
      return hasHeader && textOf(node, "proxy_url") === "" && !isTrue(node, "proxy_from_environment");
    },
    prometheus: ({ version }) =>
      isAtLeast(version, 2, 43)
        ? "if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured"
        : "if proxy_connect_header is configured proxy_url must also be configured",
  },
  {
    code: "config/tls-key-missing",
    field: "tls_config",
    isBroken: (node, check) => hasFileOnly(node, check, "cert", "key"),
    prometheus: ({ node }) =>
      `client cert file "${textOf(valueUnder(node, "tls_config"), "cert_file")}" specified without client key file`,
  },
  {
    code: "config/tls-certificate-missing",
    field: "tls_config",
    isBroken: (node, check) => hasFileOnly(node, check, "key", "cert"),
    prometheus: ({ node }) =>
      `client key file "${textOf(valueUnder(node, "tls_config"), "key_file")}" specified without client cert file`,
  },
];

/**
 * A file for one half of a key pair, and none for the other. Since 2.45 the other half may stand in the config, but
 * promtool still asks for a file in scrape jobs and in their Kubernetes discovery.
 */
function hasFileOnly(node: YamlNode, { version, path }: ObjectCheck, name: string, other: string): boolean {
  const tls = valueUnder(node, "tls_config");
  if (textOf(tls, `${name}_file`) === "" || textOf(tls, `${other}_file`) !== "") return false;
  if (!isAtLeast(version, 2, 45)) return true;
  const isInline = textOf(tls, other) !== "" || textOf(tls, `${other}_ref`) !== "";
  return isInline && path[0] === "scrape_configs" && (path.length === 2 || path[2] === "kubernetes_sd_configs");
}

// Headers that Prometheus sets itself.
const RESERVED_HEADERS = new Set(
  (
    "Authorization Host Content-Encoding Content-Length Content-Type X-Prometheus-Remote-Write-Version " +
    "User-Agent Connection Keep-Alive Proxy-Authenticate Proxy-Authorization Www-Authenticate Accept-Encoding " +
    "X-Prometheus-Remote-Read-Version X-Prometheus-Scrape-Timeout-Seconds X-Amz-Date X-Amz-Security-Token X-Amz-Content-Sha256"
  )
    .toLowerCase()
    .split(" "),
);

/** Checks the proxy of what fetches OAuth 2 tokens; it could not have one of its own at first. */
export function checkProxy(check: ObjectCheck): void {
  for (const { code, field, isBroken, prometheus } of RULES) {
    const isAboutProxy = code === "config/proxy-conflict" || code === "config/proxy-missing";
    if (isAboutProxy && isBroken(check.node, check))
      report(check, field, { code, parameters: { field }, prometheus: prometheus(check) });
  }
}

/** Checks authentication, TLS, headers and proxy of anything that makes HTTP requests. */
export function checkHttpClient(check: ObjectCheck): void {
  for (const { code, field, isBroken, prometheus } of RULES) {
    if (isBroken(check.node, check)) report(check, field, { code, parameters: { field }, prometheus: prometheus(check) });
  }
  const headers = valueUnder(check.node, "http_headers");
  const entries = headers?.kind === "mapping" ? headers.entries : [];
  const header = entries.map(({ key }) => key.text).find((name) => RESERVED_HEADERS.has(name.toLowerCase()));
  if (header === undefined) return;
  const prometheus = `setting header "${canonicalHeader(header)}" is not allowed`;
  report(check, "http_headers", { code: "config/reserved-header", parameters: { header }, prometheus });
}

/** As Go writes names of headers. */
function canonicalHeader(name: string): string {
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
