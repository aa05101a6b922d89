import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from "@/lib/prometheus/yaml-node";

/** What stands where a secret was; Prometheus's own spelling. */
export const MASK = "<secret>";

/** One scalar that holds a secret, or a URL with one inside. */
export type SecretPlace = {
  readonly scalar: YamlScalar;
  /** Address of the value that survives edits elsewhere: list items by their name, not by their number. */
  readonly path: string;
  /** The same address as people read it: items without a name by their number. */
  readonly shownPath: string;
  /** The value as people may see it. */
  readonly masked: string;
};

/** Keys whose scalars Prometheus keeps secret, in every kind of discovery and remote storage. */
const SECRET_KEY =
  /^(?:(?:.*_)?(?:password|passwd|secret|secret_key|secrets|token|credentials|private_key|api_?key|consumer_key)|service_account_key|connection_string)$/i;

/** Names of request headers and URL parameters that carry secrets, as far as names can tell. */
const SECRET_NAME = /auth|token|secret|passw|cookie|credential|signature|(?:^|[-_.])(?:sig|key)$|api-?_?key|access-?_?key/i;

/** What Prometheus knows of a sign-in besides its secret: any other key may be the secret's, misspelt. */
const KNOWN_OF_SIGN_IN: Readonly<Record<string, ReadonlySet<string>>> = {
  basic_auth: new Set(["username", "username_file", "username_ref", "password_file", "password_ref"]),
  authorization: new Set(["type", "credentials_file", "credentials_ref"]),
};

/** Finds every secret of a config, through aliases and merge keys as well, each place once. */
export function findSecrets(root: YamlNode): SecretPlace[] {
  const found = new Map<number, SecretPlace>();
  visit(root, { path: [], shown: [], isSecret: false }, (place) => {
    if (!found.has(place.scalar.place.start)) found.set(place.scalar.place.start, place);
  });
  return [...found.values()].sort((a, b) => a.scalar.place.start - b.scalar.place.start);
}

type Report = (place: SecretPlace) => void;

type Address = { readonly path: readonly string[]; readonly shown: readonly string[]; readonly isSecret: boolean };

function visit(node: YamlNode, address: Address, report: Report): void {
  const { path, shown, isSecret } = address;
  if (node.kind === "scalar") {
    reportScalar(node, address, report);
  } else if (node.kind === "sequence") {
    for (const [index, item] of node.items.entries()) visit(item, itemAddress(item, index, address), report);
  } else {
    for (const { key, value } of node.entries) {
      const isSecretValue = isSecret || isSecretEntry(key.text, value, path);
      visit(value, { path: [...path, key.text], shown: [...shown, key.text], isSecret: isSecretValue }, report);
    }
  }
}

function itemAddress(item: YamlNode, index: number, { path, shown, isSecret }: Address): Address {
  // The items of a list of secrets are secrets: they must not become part of an address.
  if (isSecret) return { path: [...path, String(index)], shown: [...shown, String(index + 1)], isSecret };
  const name = nameOf(item);
  const identity = `${name} ${destinationOf(item)}`;
  return { path: [...path, identity], shown: [...shown, name === "" ? String(index + 1) : name], isSecret };
}

function reportScalar(scalar: YamlScalar, { path, shown, isSecret }: Address, report: Report): void {
  if (scalar.text === "" || scalar.tag === "null") return;
  const masked = isSecret ? MASK : maskUrls(scalar.text);
  if (masked === scalar.text && !scalar.text.includes(MASK)) return;
  report({ scalar, path: path.join("\n"), shownPath: shown.join(" › "), masked });
}

function isSecretEntry(key: string, value: YamlNode, path: readonly string[]): boolean {
  const parent = path.at(-1) ?? "";
  if (parent === "tls_config" && key === "key") return true;
  if (parent === "proxy_connect_header") return true;
  // `values` of a header are shown by Prometheus; people put tokens there all the same.
  if (path.at(-2) === "http_headers" && key === "values") return SECRET_NAME.test(parent);
  const knownOfSignIn = KNOWN_OF_SIGN_IN[parent];
  if (knownOfSignIn !== undefined) return !knownOfSignIn.has(key);
  if (parent === "headers" || parent === "params" || parent === "endpoint_params") return SECRET_NAME.test(key);
  if (parent === "http_headers" || parent === "labels" || parent === "external_labels") return false;
  return SECRET_KEY.test(key) && value.kind !== "mapping";
}

/** Fields that say which item of a list is meant. */
const NAME_FIELDS = ["job_name", "name", "url", "server", "api_server", "host", "endpoint", "identity_endpoint"];

/** Fields that cannot change where, to whom or over what a secret is sent; every other field, known or not, may. */
const HARMLESS_FIELDS: ReadonlySet<string> = new Set([
  ...["scrape_interval", "scrape_timeout", "scrape_protocols", "scrape_fallback_protocol", "scrape_failure_log_file"],
  ...["honor_labels", "honor_timestamps", "track_timestamps_staleness", "metric_relabel_configs", "enable_compression"],
  ...["sample_limit", "target_limit", "label_limit", "label_name_length_limit", "label_value_length_limit", "body_size_limit"],
  ...["keep_dropped_targets", "scrape_classic_histograms", "always_scrape_classic_histograms", "scrape_native_histograms"],
  ...["convert_classic_histograms_to_nhcb", "native_histogram_bucket_limit", "native_histogram_min_bucket_factor"],
  ...["metric_name_validation_scheme", "metric_name_escaping_scheme"],
  ...["remote_timeout", "write_relabel_configs", "queue_config", "metadata_config", "send_exemplars", "send_native_histograms"],
  ...["read_recent", "required_matchers", "filter_external_labels", "refresh_interval"],
]);

function nameOf(item: YamlNode): string {
  if (item.kind !== "mapping") return "";
  const known = NAME_FIELDS.filter((field) => scalarUnder(item, field) !== null);
  return known.map((field) => `${field}=${maskUrls(scalarUnder(item, field) ?? "")}`).join("&");
}

/** Binds the secrets of an item to where they are sent (INV-1): with other targets, rules or TLS it is another item. */
function destinationOf(item: YamlNode): string {
  if (item.kind !== "mapping") return JSON.stringify(plainWithoutSecrets(item, []));
  const entries = item.entries.filter(({ key }) => !HARMLESS_FIELDS.has(key.text));
  const fields = entries.map((entry): [string, unknown] => [entry.key.text, plainValue(entry, [])]);
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function scalarUnder(item: YamlMapping, field: string): string | null {
  const value = item.entries.find(({ key }) => key.text === field)?.value;
  return value?.kind === "scalar" ? value.text : null;
}

function plainWithoutSecrets(node: YamlNode, path: readonly string[]): unknown {
  if (node.kind === "scalar") return maskUrls(node.text);
  if (node.kind === "sequence") return node.items.map((item) => plainWithoutSecrets(item, path));
  return node.entries.map((entry) => [entry.key.text, plainValue(entry, path)]);
}

function plainValue({ key, value }: YamlEntry, path: readonly string[]): unknown {
  return isSecretEntry(key.text, value, path) ? MASK : plainWithoutSecrets(value, [...path, key.text]);
}

/** Hides user info and secret parameters of every URL in a text. */
export function maskUrls(text: string): string {
  return text
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/)([^/?#\s"']*)@/gi, (whole, scheme: string, userInfo: string) => {
      if (userInfo === "") return whole;
      const colon = userInfo.indexOf(":");
      return colon < 0 ? `${scheme}${MASK}@` : `${scheme}${userInfo.slice(0, colon)}:${MASK}@`;
    })
    .replaceAll(/([?&])([^=&#\s"'<>]+)=([^&#\s"'<>]+)/g, (whole, before: string, name: string) =>
      SECRET_NAME.test(name) ? `${before}${name}=${MASK}` : whole,
    );
}
