import { RELABEL_ACTIONS } from "@/lib/relabel/relabel-config";

/**
 * One field: its shape, then the first Prometheus that knows it ("2.43+") and the first that no longer does ("-3.0"),
 * then "deprecated". A shape is a word, `#object` of this table, or a choice `a|b`; `[]` makes a list, `{}` a map of it.
 * An object whose fields change often or matter little is `open`: unknown fields are let through.
 */
type Fields = Readonly<Record<string, string>>;

const HTTP_CLIENT: Fields = {
  authorization: "#authorization",
  basic_auth: "#basic_auth",
  oauth2: "#oauth2",
  bearer_token: "text deprecated",
  bearer_token_file: "text deprecated",
  tls_config: "#tls_config",
  follow_redirects: "boolean",
  enable_http2: "boolean",
  proxy_url: "text",
  proxy_connect_header: "text[]{}",
  proxy_from_environment: "boolean 2.43+",
  no_proxy: "text 2.43+",
  http_headers: "#http_header{} 2.53+",
};

const PROTOCOL = "PrometheusProto|OpenMetricsText1.0.0|OpenMetricsText0.0.1|PrometheusText1.0.0|PrometheusText0.0.4";

/** Fields that a job takes from `global` unless it says otherwise. */
const INHERITED: Fields = {
  scrape_interval: "duration",
  scrape_timeout: "duration",
  scrape_protocols: `${PROTOCOL}[] 2.49+`,
  keep_dropped_targets: "integer 2.47+",
  metric_name_validation_scheme: "utf8|legacy 2.55+",
  metric_name_escaping_scheme: "allow-utf-8|underscores|dots|values 3.4+",
  scrape_failure_log_file: "text 2.55+",
  scrape_native_histograms: "boolean 3.8+",
  extra_scrape_metrics: "boolean 3.10+",
};

const limits = (since: string): Fields => ({
  body_size_limit: `size${since}`,
  sample_limit: `integer${since}`,
  target_limit: `integer${since}`,
  label_limit: `integer${since}`,
  label_name_length_limit: `integer${since}`,
  label_value_length_limit: `integer${since}`,
});

const DISCOVERY: Fields = {
  kubernetes_sd_configs: "#kubernetes_sd_config[]",
  static_configs: "#static_config[]",
  file_sd_configs: "#file_sd_config[]",
  http_sd_configs: "#http_sd_config[]",
  dns_sd_configs: "#dns_sd_config[]",
};

const REMOTE: Fields = { url: "text", remote_timeout: "duration", headers: "text{}", name: "text", ...HTTP_CLIENT };

/** Every object of prometheus.yml that we know, `config` being the document itself. */
export const SCHEMA_OBJECTS = {
  config: {
    global: "#global",
    scrape_configs: "#scrape_config[]",
    scrape_config_files: "text[] 2.43+",
    rule_files: "text[]",
    alerting: "#alerting",
    remote_write: "#remote_write[]",
    remote_read: "#remote_read[]",
    storage: "loose",
    tracing: "loose",
    runtime: "#runtime 2.53+",
    otlp: "loose 2.55+",
  },
  global: {
    ...INHERITED,
    ...limits(" 2.45+"),
    evaluation_interval: "duration",
    external_labels: "labels",
    query_log_file: "text",
    rule_query_offset: "duration 2.53+",
    convert_classic_histograms_to_nhcb: "boolean 3.4+",
    always_scrape_classic_histograms: "boolean 3.5+",
  },
  runtime: { gogc: "integer" },
  scrape_config: {
    job_name: "text",
    ...INHERITED,
    metrics_path: "text",
    scheme: "http|https",
    params: "text[]{}",
    honor_labels: "boolean",
    honor_timestamps: "boolean",
    track_timestamps_staleness: "boolean 2.48+",
    enable_compression: "boolean 2.49+",
    fallback_scrape_protocol: `${PROTOCOL} 3.0+`,
    native_histogram_bucket_limit: "integer 2.45+",
    native_histogram_min_bucket_factor: "number 2.50+",
    scrape_classic_histograms: "boolean 2.45+ -3.0",
    always_scrape_classic_histograms: "boolean 3.0+",
    convert_classic_histograms_to_nhcb: "boolean 3.0+",
    ...limits(""),
    ...DISCOVERY,
    ...HTTP_CLIENT,
    relabel_configs: "#relabel_config[]",
    metric_relabel_configs: "#relabel_config[]",
  },
  relabel_config: {
    source_labels: "text[]",
    separator: "text",
    regex: "text",
    modulus: "integer",
    target_label: "text",
    replacement: "text",
    action: RELABEL_ACTIONS.join("|"),
  },
  kubernetes_sd_config: {
    role: "node|service|pod|endpoints|endpointslice|ingress",
    api_server: "text",
    kubeconfig_file: "text",
    namespaces: "#namespaces",
    selectors: "#selector[]",
    attach_metadata: "#attach_metadata",
    ...HTTP_CLIENT,
  },
  namespaces: { own_namespace: "boolean", names: "text[]" },
  selector: { role: "node|service|pod|endpoints|endpointslice|ingress", label: "text", field: "text" },
  attach_metadata: {
    node: "boolean",
    namespace: "boolean 3.6+",
    deployment: "boolean 3.11+",
    job: "boolean 3.11+",
    cronjob: "boolean 3.11+",
  },
  static_config: { targets: "text[]", labels: "labels" },
  file_sd_config: { files: "text[]", refresh_interval: "duration" },
  http_sd_config: { url: "text", refresh_interval: "duration", ...HTTP_CLIENT },
  dns_sd_config: { names: "text[]", type: "SRV|A|AAAA|MX|NS", port: "integer", refresh_interval: "duration" },
  authorization: { type: "text", credentials: "text", credentials_file: "text", credentials_ref: "text 2.53+" },
  basic_auth: {
    username: "text",
    username_file: "text 2.49+",
    username_ref: "text 2.53+",
    password: "text",
    password_file: "text",
    password_ref: "text 2.53+",
  },
  oauth2: {
    client_id: "text",
    client_secret: "text",
    client_secret_file: "text",
    token_url: "text",
    scopes: "text[]",
    endpoint_params: "text{}",
    tls_config: "#tls_config",
    open: "open",
  },
  tls_config: {
    ca_file: "text",
    ca: "text 2.45+",
    cert_file: "text",
    cert: "text 2.45+",
    key_file: "text",
    key: "text 2.45+",
    server_name: "text",
    insecure_skip_verify: "boolean",
    min_version: "TLS10|TLS11|TLS12|TLS13",
    max_version: "TLS10|TLS11|TLS12|TLS13",
    open: "open",
  },
  http_header: { values: "text[]", secrets: "text[]", files: "text[]" },
  alerting: { alert_relabel_configs: "#relabel_config[]", alertmanagers: "#alertmanager[]" },
  alertmanager: {
    timeout: "duration",
    api_version: "v1|v2",
    path_prefix: "text",
    scheme: "http|https",
    relabel_configs: "#relabel_config[]",
    alert_relabel_configs: "#relabel_config[] 2.51+",
    ...DISCOVERY,
    ...HTTP_CLIENT,
    open: "open",
  },
  remote_write: { ...REMOTE, write_relabel_configs: "#relabel_config[]", send_exemplars: "boolean", open: "open" },
  remote_read: { ...REMOTE, required_matchers: "labels", read_recent: "boolean", open: "open" },
} as const satisfies Record<string, Fields>;

export type SchemaObjectName = keyof typeof SCHEMA_OBJECTS;

/** Objects that take any `*_sd_configs`: kinds of discovery that we do not describe are let through. */
export const OBJECTS_WITH_DISCOVERY: readonly SchemaObjectName[] = ["scrape_config", "alertmanager"];

/** Fields without which Prometheus refuses the object. */
export const REQUIRED_FIELDS: Partial<Record<SchemaObjectName, readonly string[]>> = {
  scrape_config: ["job_name"],
  kubernetes_sd_config: ["role"],
  remote_write: ["url"],
  remote_read: ["url"],
  http_sd_config: ["url"],
  file_sd_config: ["files"],
  dns_sd_config: ["names"],
};
