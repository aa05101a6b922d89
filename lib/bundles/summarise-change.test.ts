import { expect, test } from "vitest";
import { problemText } from "@/lib/i18n/problem-text";
import { summariseChange } from "./summarise-change";

const JOB = (name: string, more = "") => `  - job_name: ${name}\n    kubernetes_sd_configs: [{ role: node }]\n${more}`;
const OWN = "global:\n  scrape_interval: 30s\nscrape_configs:\n  - job_name: own\n    static_configs: [{ targets: [a:1] }]\n";
const ALPHA = `  # cluster alpha\n${JOB("alpha/nodes")}${JOB("alpha/pods")}`;
const tokenFile = (version: string) => `    authorization: { credentials_file: promfleet/credentials/alpha/token-${version} }\n`;

function codes(before: string, after: string, context = {}) {
  return summariseChange(before, after, context).map(({ code, parameters: { count, field, from, to, names } }) =>
    [code.slice("change/".length), count, field, from, to, names].filter((part) => part !== undefined).join(" "),
  );
}

test.each<[guarantee: string, before: string, after: string, items: string[]]>([
  ["equal texts have no summary", OWN, OWN, []],
  ["comments and spelling are no change", OWN, OWN.replace("30s", "0h30s # fast"), ["spelling"]],
  ["a default that is written out is no change", OWN, `${OWN}    scheme: http\n`, ["spelling"]],
  ["a cluster comes with its jobs", OWN, OWN + ALPHA, ["clusters-added 1 alpha"]],
  ["a cluster goes with its jobs", OWN + ALPHA, OWN, ["clusters-removed 1 alpha"]],
  ["the first deployment", "", OWN, ["jobs-added 1 own", "global-time scrape_interval 1m 30s"]],
  ["a job of a cluster that stays", OWN + ALPHA, `${OWN}  # cluster alpha\n${JOB("alpha/nodes")}`, ["jobs-removed 1 alpha/pods"]],
  [
    "the global interval counts for every job that has none of its own",
    OWN + ALPHA + JOB("alpha/slow", "    scrape_interval: 5m\n"),
    (OWN + ALPHA + JOB("alpha/slow", "    scrape_interval: 5m\n")).replace("30s", "60s"),
    ["field 3 scrape_interval 30s 1m own, alpha/nodes, alpha/pods", "global-time scrape_interval 30s 1m"],
  ],
  [
    "a shorter interval takes the time-out along",
    OWN,
    `${OWN}    scrape_interval: 5s\n`,
    ["field 1 scrape_interval 30s 5s own", "field 1 scrape_timeout 10s 5s own"],
  ],
  ["scheme by groups of jobs", OWN, `${OWN}    scheme: https\n`, ["field 1 scheme http https own"]],
  [
    "rules are counted, not quoted",
    OWN,
    `${OWN}    relabel_configs: [{ target_label: a, replacement: b }]\n    metric_relabel_configs: [{ action: drop, regex: x }]\n`,
    ["rules 1 own", "metric-rules 1 own"],
  ],
  ["targets by hand", OWN, OWN.replace("a:1", "b:1"), ["static-targets 1 own"]],
  [
    "a renewed token is a credential and nothing else",
    OWN + ALPHA + tokenFile("aaaaaaaaaaaa"),
    OWN + ALPHA + tokenFile("bbbbbbbbbbbb"),
    ["credentials 1 alpha"],
  ],
  ["a field without a sentence is named", OWN, `${OWN}    basic_auth: { username: x }\n`, ["other-fields 1 own"]],
  ["other jobs order", `${OWN}${JOB("b")}`, OWN.replace("  - job", `${JOB("b")}  - job`), ["order"]],
  ["whole sections", OWN, `${OWN}rule_files: [a.yml]\n`, ["sections-added 1 rule_files"]],
  [
    "global labels are named, not quoted",
    OWN,
    OWN.replace("30s", "30s\n  external_labels: { a: b }"),
    ["global 1 external_labels"],
  ],
  ["what cannot be read is said", OWN, "a: [", ["unreadable"]],
])("%s", (_guarantee, before, after, items) => {
  expect(codes(before, after)).toEqual(items);
});

test("what Prometheus shows of a config is no change of it", () => {
  const file = `${OWN}    basic_auth: { username: u, password: <secret> }\nrule_files: [rules/a.yml]\n`;
  const loaded = `global:
  scrape_interval: 30s
  scrape_timeout: 10s
  scrape_protocols: [OpenMetricsText1.0.0, OpenMetricsText0.0.1, PrometheusText1.0.0, PrometheusText0.0.4]
  evaluation_interval: 1m
  metric_name_validation_scheme: utf8
runtime:
  gogc: 75
rule_files: [/etc/prometheus/rules/a.yml]
scrape_configs:
- job_name: own
  honor_timestamps: true
  track_timestamps_staleness: false
  scrape_interval: 30s
  scrape_timeout: 10s
  scrape_protocols: [OpenMetricsText1.0.0, OpenMetricsText0.0.1, PrometheusText1.0.0, PrometheusText0.0.4]
  metrics_path: /metrics
  scheme: http
  basic_auth:
    username: u
    password: <secret>
  enable_compression: true
  follow_redirects: true
  enable_http2: true
  static_configs:
  - targets:
    - a:1
`;
  expect(codes(file, loaded, { isLoaded: true })).toEqual(["spelling"]);
  expect(codes(file, loaded.replaceAll("30s", "7s"), { isLoaded: true })).toContain("field 1 scrape_interval 30s 7s own");
});

test("secrets that both texts mask, and targets, are told by whoever knows them", () => {
  expect(codes(OWN, OWN, { hasOtherSecrets: true, targets: { added: 2, removed: 41 } })).toEqual([
    "secrets",
    "targets-added 2",
    "targets-removed 41",
  ]);
});

test("every item is a sentence in both languages", () => {
  const before = `${OWN}${ALPHA}${tokenFile("aaaaaaaaaaaa")}rule_files: [a.yml]\nalerting: { alertmanagers: [{ scheme: https }] }\n`;
  const after = `global: { external_labels: { a: b } }\nscrape_configs:\n  # cluster beta\n${JOB("beta/nodes")}`;
  const found = [
    ...summariseChange(before, after, { hasOtherSecrets: true, targets: { added: 1, removed: 1 } }),
    ...summariseChange(OWN, `${OWN}    scheme: https\n    basic_auth: { username: x }\n`),
    ...summariseChange(OWN, OWN.replace("30s", "0h30s")),
    ...summariseChange(OWN, "a: ["),
  ];
  for (const one of found) {
    for (const locale of ["en", "zh-CN"] as const) expect(problemText(locale, one)).not.toBe(one.code);
  }
});
