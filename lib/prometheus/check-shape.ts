import { type Problem, problem } from "@/lib/result";
import type { ConfigObjectName } from "./config-more-fields";
import { findField, isFieldOf, type Shape } from "./field-spec";
import { formatPrometheusVersion, type PrometheusVersion } from "./versions";
import { isNull, type YamlMapping, type YamlNode, type YamlScalar } from "./yaml-node";
import { readFloat, readInteger } from "./yaml-scalar";

export type Path = readonly (string | number)[];

/** Called for every value that has the shape its field wants. */
export type Visit = (node: YamlNode, shape: Shape, path: Path) => void;

/** What one walk over a document needs. */
export type Walk = {
  readonly version: PrometheusVersion;
  readonly problems: Problem[];
  readonly visit: Visit;
};

/** Names that Prometheus's messages give to the objects of its config. */
const GO_TYPES: Partial<Record<ConfigObjectName, string>> = {
  scrape_config: "config.ScrapeConfig",
  relabel_config: "relabel.plain",
  kubernetes_sd_config: "kubernetes.plain",
  namespaces: "kubernetes.plain",
  attach_metadata: "kubernetes.AttachMetadataConfig",
  selector: "kubernetes.SelectorConfig",
  authorization: "config.Authorization",
  http_header: "config.Header",
  runtime: "config.RuntimeConfig",
  storage: "config.StorageConfig",
  exemplars: "config.ExemplarsConfig",
  alerting: "config.plain",
  queue_config: "config.QueueConfig",
  metadata_config: "config.MetadataConfig",
  sigv4: "sigv4.plain",
  dns_sd_config: "dns.plain",
  file_sd_config: "file.plain",
  http_sd_config: "http.plain",
};

const GO_LISTS: Record<string, string> = {
  scrape_configs: "[]*config.ScrapeConfig",
  source_labels: "model.LabelNames",
  scrape_protocols: "[]config.ScrapeProtocol",
  secrets: "[]config.Secret",
  relabel_configs: "[]*relabel.Config",
  metric_relabel_configs: "[]*relabel.Config",
  alert_relabel_configs: "[]*relabel.Config",
  write_relabel_configs: "[]*relabel.Config",
  remote_write: "[]*config.RemoteWriteConfig",
  remote_read: "[]*config.RemoteReadConfig",
  alertmanagers: "config.AlertmanagerConfigs",
  selectors: "[]kubernetes.SelectorConfig",
};

const GO_SCALARS: Record<string, string> = {
  boolean: "bool",
  number: "float64",
  labels: "model.LabelSet",
};

const GO_MAPS: Record<string, string> = {
  params: "url.Values",
  proxy_connect_header: "config.ProxyHeader",
  http_headers: "config.plain",
};

const GO_INTEGERS: Record<string, string> = {
  modulus: "uint64",
  chunked_read_limit: "uint64",
  max_exemplars: "int64",
  port: "int",
  gogc: "int",
  capacity: "int",
  max_shards: "int",
  min_shards: "int",
  max_samples_per_send: "int",
};

/** Checks a value against a shape: unknown fields, fields of other versions, wrong types. Goes on after a problem. */
export function checkShape(node: YamlNode, shape: Shape, path: Path, walk: Walk): void {
  // go-yaml reads null as the zero value of anything.
  if (!isNull(node) && !hasShape(node, shape, String(path.at(-1) ?? ""))) {
    walk.problems.push(wrongType(node, shape, path));
    return;
  }
  if (node.kind === "sequence" && shape.kind === "list") {
    for (const [index, item] of node.items.entries()) checkShape(item, shape.of, [...path, index], walk);
  }
  if (node.kind === "mapping") checkEntries(node, shape, path, walk);
  walk.visit(node, shape, path);
}

function checkEntries(node: YamlMapping, shape: Shape, path: Path, walk: Walk): void {
  if (shape.kind === "object") checkFields(node, shape.name, path, walk);
  if (shape.kind !== "map" && shape.kind !== "labels") return;
  const of: Shape = shape.kind === "map" ? shape.of : { kind: "text" };
  for (const { key, value } of node.entries) checkShape(value, of, [...path, key.text], walk);
}

function checkFields(node: YamlMapping, object: ConfigObjectName, path: Path, walk: Walk): void {
  for (const { key, value } of node.entries) {
    const field = findField(object, key.text);
    const fieldPath = [...path, key.text];
    if (field !== null && isFieldOf(walk.version, field)) checkShape(value, field.shape, fieldPath, walk);
    else if (field !== null)
      walk.problems.push(fieldOfOtherVersion(key, object, fieldPath, field.since, field.until, walk.version));
    else if (!isForeignDiscovery(object, key.text)) walk.problems.push(unknownField(key, object, fieldPath));
  }
}

/** Kinds of discovery that Prometheus has and we do not describe. */
const FOREIGN_DISCOVERY = new Set(
  (
    "azure consul digitalocean docker dockerswarm ec2 eureka gce hetzner ionos kuma lightsail linode marathon nerve nomad " +
    "openstack ovhcloud puppetdb scaleway serverset stackit triton uyuni vultr aws"
  )
    .split(" ")
    .map((kind) => `${kind}_sd_configs`),
);

function isForeignDiscovery(object: ConfigObjectName, field: string): boolean {
  return (object === "scrape_config" || object === "alertmanager") && FOREIGN_DISCOVERY.has(field);
}

function hasShape(node: YamlNode, shape: Shape, field: string): boolean {
  switch (shape.kind) {
    case "list":
      return node.kind === "sequence";
    case "map":
    case "labels":
    case "object":
      return node.kind === "mapping";
    case "loose":
      return true;
    case "text":
    case "duration":
    case "size":
    case "choice":
      return node.kind === "scalar";
    case "boolean":
      return node.kind === "scalar" && node.tag === "bool";
    case "integer":
      return node.kind === "scalar" && isCount(node, field);
    case "number":
      return node.kind === "scalar" && (node.tag === "int" || node.tag === "float");
  }
}

/** Go takes a float for a count when it fits; the fraction is cut off. */
function isCount(node: YamlScalar, field: string): boolean {
  const isSigned = SIGNED_FIELDS.has(field);
  if (node.tag === "int") {
    const value = readInteger(node.text);
    return isSigned ? value >= -(2n ** 63n) && value < 2n ** 63n : value >= 0n;
  }
  if (node.tag !== "float") return false;
  return isSigned ? readFloat(node.text) <= 2 ** 63 : readFloat(node.text) <= 2 ** 64;
}

const SIGNED_FIELDS = new Set(["gogc", "port", "max_exemplars", "capacity", "max_shards", "min_shards", "max_samples_per_send"]);

function wrongType(node: YamlNode, shape: Shape, path: Path): Problem {
  const field = String(path.at(-1) ?? "");
  const value = node.kind === "scalar" ? ` \`${shorten(node.spelling ?? node.text)}\`` : "";
  const tag = node.kind === "scalar" ? (node.foreignTag ?? `!!${node.tag}`) : { sequence: "!!seq", mapping: "!!map" }[node.kind];
  const into = goTypeOf(shape, field);
  return problem("config/type", {
    parameters: { wanted: wantedOf(shape), found: node.kind, field },
    path: [...path],
    range: node.place.range,
    ...(into === null ? {} : { prometheus: `line ${node.place.range.line}: cannot unmarshal ${tag}${value} into ${into}` }),
  });
}

/** Prometheus's name of the wanted type; null where we do not know it and would have to invent it. */
function goTypeOf(shape: Shape, field: string): string | null {
  if (shape.kind === "object") return GO_TYPES[shape.name] ?? "config.plain";
  if (shape.kind === "list") return GO_LISTS[field] ?? (shape.of.kind === "text" ? "[]string" : null);
  if (shape.kind === "integer") return GO_INTEGERS[field] ?? "uint";
  if (shape.kind === "map") return GO_MAPS[field] ?? "map[string]string";
  return GO_SCALARS[shape.kind] ?? "string";
}

/** One word for the message catalogue. */
function wantedOf(shape: Shape): string {
  if (shape.kind === "list" || shape.kind === "boolean" || shape.kind === "integer" || shape.kind === "number") return shape.kind;
  return shape.kind === "map" || shape.kind === "labels" || shape.kind === "object" ? "mapping" : "text";
}

/** As go-yaml shortens values in its messages. */
function shorten(text: string): string {
  return text.length > 10 ? `${text.slice(0, 7)}...` : text;
}

function unknownField(key: YamlScalar, object: ConfigObjectName, path: Path): Problem {
  return problem("config/unknown-field", {
    parameters: { field: key.text, object },
    path: [...path],
    range: key.place.range,
    prometheus: notFound(key, object),
  });
}

function fieldOfOtherVersion(
  key: YamlScalar,
  object: ConfigObjectName,
  path: Path,
  since: string | null,
  until: string | null,
  version: PrometheusVersion,
): Problem {
  const isRemoved = until !== null && (since === null || version.major >= Number(until.split(".")[0]));
  return problem(isRemoved ? "config/field-removed" : "config/field-too-new", {
    parameters: { field: key.text, object, since: since ?? "", until: until ?? "", version: formatPrometheusVersion(version) },
    path: [...path],
    range: key.place.range,
    prometheus: notFound(key, object),
  });
}

function notFound(key: YamlScalar, object: ConfigObjectName): string {
  return `line ${key.place.range.line}: field ${key.text} not found in type ${GO_TYPES[object] ?? "config.plain"}`;
}
