import type { YamlMapping, YamlNode, YamlScalar } from "@/lib/prometheus/yaml-node";

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
    for (const [index, item] of node.items.entries()) {
      // The items of a list of secrets are secrets: they must not become part of an address.
      const identity = isSecret ? String(index) : identityOf(item);
      const name = isSecret || identity.startsWith("[") ? String(index + 1) : identity;
      visit(item, { path: [...path, identity], shown: [...shown, name], isSecret }, report);
    }
  } else {
    for (const { key, value } of node.entries) {
      const isSecretValue = isSecret || isSecretEntry(key.text, value, path);
      visit(value, { path: [...path, key.text], shown: [...shown, key.text], isSecret: isSecretValue }, report);
    }
  }
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
  if (parent === "headers" || parent === "params") return SECRET_NAME.test(key);
  if (parent === "http_headers" || parent === "labels" || parent === "external_labels") return false;
  return SECRET_KEY.test(key) && value.kind !== "mapping";
}

/** Fields that say which item of a list is meant. The address fields bind a secret to where it is sent. */
const IDENTITY_FIELDS = ["job_name", "name", "url", "server", "api_server", "host", "endpoint", "identity_endpoint"];

function identityOf(item: YamlNode): string {
  if (item.kind === "mapping") {
    const known = IDENTITY_FIELDS.filter((field) => scalarUnder(item, field) !== null);
    if (known.length > 0) return known.map((field) => `${field}=${maskUrls(scalarUnder(item, field) ?? "")}`).join("&");
  }
  return JSON.stringify([plainWithoutSecrets(item, [])]);
}

function scalarUnder(item: YamlMapping, field: string): string | null {
  const value = item.entries.find(({ key }) => key.text === field)?.value;
  return value?.kind === "scalar" ? value.text : null;
}

/** An item without a name is the same item only while the rest of it stays the same. */
function plainWithoutSecrets(node: YamlNode, path: readonly string[]): unknown {
  if (node.kind === "scalar") return maskUrls(node.text);
  if (node.kind === "sequence") return node.items.map((item) => plainWithoutSecrets(item, path));
  return node.entries.map(({ key, value }) => [
    key.text,
    isSecretEntry(key.text, value, path) ? MASK : plainWithoutSecrets(value, [...path, key.text]),
  ]);
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
