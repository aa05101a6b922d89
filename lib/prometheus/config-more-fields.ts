import { SCHEMA_OBJECTS, type SchemaObjectName } from "./config-json-schema-fields";

/**
 * What Prometheus knows beyond the fields that the editor proposes and explains, in the same notation.
 * With it a misspelt field is found in rarely used sections as well.
 */
const RARE_OBJECTS = {
  storage: { tsdb: "#tsdb", exemplars: "#exemplars" },
  tsdb: { out_of_order_time_window: "duration", stale_series_compaction_threshold: "number 3.8+", retention: "loose 3.9+" },
  exemplars: { max_exemplars: "integer" },
  tracing: {
    client_type: "text",
    endpoint: "text",
    sampling_fraction: "number",
    insecure: "boolean",
    tls_config: "#tls_config",
    headers: "text{}",
    compression: "text",
    timeout: "duration",
  },
  otlp: {
    promote_resource_attributes: "text[]",
    translation_strategy: "text 3.0+",
    keep_identifying_resource_attributes: "boolean 3.1+",
    convert_histograms_to_nhcb: "boolean 3.4+",
    promote_all_resource_attributes: "boolean 3.5+",
    ignore_resource_attributes: "text[] 3.5+",
    promote_scope_metadata: "boolean 3.6+",
    label_name_underscore_sanitization: "boolean 3.8+",
    label_name_preserve_multiple_underscores: "boolean 3.8+",
  },
  queue_config: {
    capacity: "integer",
    max_shards: "integer",
    min_shards: "integer",
    max_samples_per_send: "integer",
    batch_send_deadline: "duration",
    min_backoff: "duration",
    max_backoff: "duration",
    retry_on_http_429: "boolean",
    sample_age_limit: "duration 2.50+",
  },
  metadata_config: { send: "boolean", send_interval: "duration", max_samples_per_send: "integer" },
  sigv4: {
    region: "text",
    access_key: "text",
    secret_key: "text",
    profile: "text",
    role_arn: "text",
    use_fips_sts_endpoint: "boolean 3.0+",
    external_id: "text 3.8+",
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** Fields of known objects that only the check knows. */
const RARE_FIELDS: Partial<Record<SchemaObjectName, Readonly<Record<string, string>>>> = {
  config: { storage: "#storage", tracing: "#tracing", otlp: "#otlp 2.55+" },
  oauth2: {
    client_secret_ref: "text 2.53+",
    proxy_url: "text",
    proxy_connect_header: "text[]{} 2.43+",
    proxy_from_environment: "boolean 2.43+",
    no_proxy: "text 2.43+",
    client_certificate_key_id: "text 3.5+",
    client_certificate_key: "text 3.5+",
    client_certificate_key_file: "text 3.5+",
    client_certificate_key_ref: "text 3.5+",
    signature_algorithm: "text 3.5+",
    grant_type: "text 3.5+",
    iss: "text 3.5+",
    audience: "text 3.5+",
    claims: "loose 3.5+",
  },
  tls_config: { ca_ref: "text 2.53+", cert_ref: "text 2.53+", key_ref: "text 2.53+" },
  alertmanager: { sigv4: "#sigv4 2.48+" },
  remote_write: {
    send_native_histograms: "boolean",
    round_robin_dns: "boolean 3.1+",
    protobuf_message: "text 2.54+",
    queue_config: "#queue_config",
    metadata_config: "#metadata_config",
    sigv4: "#sigv4",
    azuread: "loose 2.45+",
    google_iam: "loose 2.55+",
  },
  remote_read: { chunked_read_limit: "integer 3.0+", filter_external_labels: "boolean" },
};

/** Objects of the config, rare ones included. */
export type ConfigObjectName = SchemaObjectName | keyof typeof RARE_OBJECTS;

/** Row of the field table; undefined when no Prometheus has the field. */
export function findFieldText(object: ConfigObjectName, field: string): string | undefined {
  if (object in RARE_OBJECTS) return own(RARE_OBJECTS[object as keyof typeof RARE_OBJECTS], field);
  const name = object as SchemaObjectName;
  return own(RARE_FIELDS[name] ?? {}, field) ?? (field === "open" ? undefined : own(SCHEMA_OBJECTS[name], field));
}

function own(row: Readonly<Record<string, string>>, field: string): string | undefined {
  return Object.hasOwn(row, field) ? row[field] : undefined;
}
