import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { prometheusConfigSchema } from "./config-json-schema";
import { SCHEMA_OBJECTS } from "./config-json-schema-fields";
import { SCHEMA_TEXTS_EN } from "./config-json-schema-texts-en";
import { SCHEMA_TEXTS_ZH_CN } from "./config-json-schema-texts-zh-cn";

const HERE = dirname(fileURLToPath(import.meta.url));
const LANGUAGES = ["en", "zh-CN"] as const;

const validateConfig = compile(prometheusConfigSchema("en"));

function compile(schema: object) {
  // Not strict: the extensions for editors are unknown to a plain validator.
  return new Ajv({ allErrors: true, strict: false }).compile(schema);
}

/** Paths of what the schema refuses. */
function refusals(validate: ValidateFunction, text: string): string[] {
  validate(parse(text, { version: "1.1", merge: true }));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const configFiles = ["testdata", "../job-templates"].flatMap((folder) =>
  readdirSync(join(HERE, folder))
    .filter((name) => /\.(?:working|golden)\.yml$/.test(name))
    .map((name) => join(folder, name)),
);

test.each(configFiles)("a config that Prometheus takes has no marker: %s", (path) => {
  expect(refusals(validateConfig, readFileSync(join(HERE, path), "utf8"))).toEqual([]);
});

test.each([
  ["an empty file", ""],
  ["sections without content", "global:\nscrape_configs:\nrule_files:\n"],
  ["YAML 1.1 booleans", "scrape_configs: [{ job_name: a, honor_labels: yes }]"],
  ["numbers where a text is wanted", "scrape_configs: [{ job_name: 1.0, relabel_configs: [{ regex: 80, target_label: a }] }]"],
  ["actions in any case", "scrape_configs: [{ job_name: a, relabel_configs: [{ action: LabelDrop, regex: x }] }]"],
  ["discovery that we do not describe", "scrape_configs: [{ job_name: a, consul_sd_configs: [{ server: 'x:8500' }] }]"],
  ["durations with several units", "global: { scrape_interval: 1m30s, scrape_timeout: 0 }"],
  ["sizes", "global: { body_size_limit: 10MB }"],
  ["a field of one version only", "scrape_configs: [{ job_name: a, scrape_classic_histograms: true }]"],
])("accepts %s", (_guarantee, text) => {
  expect(refusals(validateConfig, text)).toEqual([]);
});

test.each([
  ["a misspelt field", "scrape_configs: [{ job_nam: a, job_name: b }]", "/scrape_configs/0"],
  ["a job without a name", "scrape_configs: [{ scheme: http }]", "/scrape_configs/0"],
  ["a fraction as a duration", "global: { scrape_interval: 1.5m }", "/global/scrape_interval"],
  ["an empty duration", 'global: { scrape_interval: "" }', "/global/scrape_interval"],
  ["an unknown action", "scrape_configs: [{ job_name: a, relabel_configs: [{ action: remove }] }]", "/relabel_configs/0/action"],
  [
    "an unknown role",
    "scrape_configs: [{ job_name: a, kubernetes_sd_configs: [{ role: nodes }] }]",
    "/kubernetes_sd_configs/0/role",
  ],
  [
    "a text where a list is wanted",
    "scrape_configs: [{ job_name: a, relabel_configs: [{ source_labels: a }] }]",
    "/source_labels",
  ],
])("marks %s", (_guarantee, text, place) => {
  expect(refusals(validateConfig, text).join("\n")).toContain(place);
});

test.each(LANGUAGES)("every field has a hover text in %s", (language) => {
  const { definitions = {} } = prometheusConfigSchema(language);
  const bare = Object.entries(definitions).flatMap(([object, { properties = {} }]) =>
    Object.entries(properties)
      .filter(([, { description }]) => !description || /^(?:Since|Removed|自 Prometheus|Prometheus \d)/.test(description))
      .map(([key]) => `${object}.${key}`),
  );
  expect(bare).toEqual([]);
});

test("both languages have the same texts, and each is used", () => {
  const used = new Set(
    Object.entries(SCHEMA_OBJECTS).flatMap(([object, fields]) =>
      Object.keys(fields).map((key) => (`${object}.${key}` in SCHEMA_TEXTS_EN.fields ? `${object}.${key}` : key)),
    ),
  );
  used.delete("open");
  expect(Object.keys(SCHEMA_TEXTS_EN.fields).filter((key) => !used.has(key))).toEqual([]);
  expect(Object.keys(SCHEMA_TEXTS_ZH_CN.fields).sort()).toEqual(Object.keys(SCHEMA_TEXTS_EN.fields).sort());
  expect(Object.keys(SCHEMA_TEXTS_ZH_CN.actions).sort()).toEqual(Object.keys(SCHEMA_TEXTS_EN.actions).sort());
});
