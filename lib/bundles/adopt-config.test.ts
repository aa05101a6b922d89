import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { adoptConfig } from "./adopt-config";
import type { RenderCluster } from "./bundle";
import { renderConfig } from "./render-config";

const BASE = readFileSync(join(import.meta.dirname, "testdata/base.yml"), "utf8");

function cluster(name: string): RenderCluster {
  const [caFile, tokenFile] = [`promfleet/credentials/${name}/ca-0.crt`, `promfleet/credentials/${name}/token-0`];
  const jobs = ["nodes", "pods"].map((template) => ({ template, parameters: {} })) as RenderCluster["jobs"];
  return { name, apiServer: "https://10.200.1.2:6443", tlsServerName: null, caFile, tokenFile, labels: {}, jobs };
}

function render(baseConfig: string, clusters: readonly string[] = ["alpha", "beta"]) {
  const server = { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" };
  const rendered = renderConfig({ server, baseConfig, clusters: clusters.map(cluster) });
  if (!rendered.ok) throw new Error(rendered.problems[0].code);
  const ours = rendered.value.jobs.filter((job) => job.cluster !== null);
  return { text: rendered.value.text, generatedJobs: new Set(ours.map(({ jobName }) => jobName)), baseConfig, clusters };
}

function adopt(disk: string, known: ReturnType<typeof render>) {
  const adopted = adoptConfig(disk, known);
  if (!adopted.ok) throw new Error(adopted.problems[0].code);
  return adopted.value;
}

const BASES: [guarantee: string, base: string][] = [
  ["a whole base config", BASE],
  ["none", ""],
  ["comments only", "# mine\n"],
  ["no jobs", "global: {}\n"],
  ["an open last line", "global: {}"],
  ["an open last line in the list", "scrape_configs:\n  - job_name: a"],
  ["an indented file", "  global: {}\n"],
  ["an empty list with a comment", "scrape_configs: [] # none\nrule_files: []\n"],
  ["a null", "scrape_configs: null\n"],
  ["a key without a value", "scrape_configs:\nrule_files: []\n"],
  ["a list without indentation", "scrape_configs:\n- job_name: a\n"],
  ["comments under the list", "scrape_configs:\n  - job_name: a\n  # - job_name: off\nrule_files: []\n"],
  ["Windows line breaks", "global: {}\r\nscrape_configs:\r\n  - job_name: a\r\n"],
];

test.each(BASES)("a file that nobody edited gives back its base config, byte for byte: %s", (_guarantee, base) => {
  const known = render(base);
  const { text, taken, edited, missing, unknownClusters } = adopt(known.text, known);
  expect(text).toBe(base);
  expect({ taken: taken.length, edited, missing, unknownClusters }).toEqual({
    taken: 4,
    edited: [],
    missing: [],
    unknownClusters: [],
  });
});

test.each(BASES)("edits around our jobs stay, whatever the base config was: %s", (_guarantee, base) => {
  const known = render(base);
  const edited = `# checked by hand\n${known.text}`;
  expect(adopt(edited, known).text.replace(/\r?\n$/, "")).toBe(`# checked by hand\n${base}`.replace(/\r?\n$/, ""));
});

test("what people change beside our jobs is theirs, what they change inside is lost and named", () => {
  const known = render(BASE);
  const disk = known.text
    .replace("scrape_interval: 30s # twice", "scrape_interval: 7s # twice")
    .replace("- job_name: alpha/nodes\n", "- job_name: alpha/nodes\n    honor_labels: true\n")
    .replace("  # cluster beta\n", "  - job_name: by-hand\n    static_configs: [{ targets: [x:1] }]\n  # cluster beta\n")
    .replace("beta/pods", "renamed");
  const { text, edited, missing } = adopt(disk, known);
  expect(text).toContain("scrape_interval: 7s # twice");
  expect(text).toContain("  - job_name: by-hand\n");
  expect(text).toContain("renamed");
  expect(text).not.toContain("alpha/");
  expect(text).not.toContain("beta/nodes");
  expect(edited).toEqual(["alpha/nodes"]);
  expect(missing).toEqual(["beta/pods"]);
});

test("jobs of a cluster that nobody here knows stay, with their comment", () => {
  const written = render(BASE, ["alpha", "newer"]);
  const known = { ...render(BASE, ["alpha"]), text: "", generatedJobs: new Set<string>() };
  const { text, taken, unknownClusters } = adopt(written.text, known);
  expect(taken).toEqual(["alpha/nodes", "alpha/pods"]);
  expect(unknownClusters).toEqual(["newer"]);
  expect(text).toContain("  # cluster newer\n  - job_name: newer/nodes\n");
});

test.each([
  ["the key was ours", "global: {}\n", "global: {}\nscrape_config_files:\n  - promfleet/jobs/0123456789ab/*.yml\n"],
  [
    "the user has files, too",
    "scrape_config_files:\n  - mine/*.yml\n",
    "scrape_config_files:\n  - mine/*.yml\n  - promfleet/jobs/0123456789ab/*.yml\n",
  ],
])("the entry of our job files is taken out: %s", (_guarantee, base, main) => {
  const known = { ...render(base), text: main };
  expect(adopt(main, known)).toMatchObject({ text: base, missing: [] });
  expect(adopt(`# by hand\n${main}`, known).text).toBe(`# by hand\n${base}`);
});

test("a file that cannot be read is not adopted", () => {
  expect(adoptConfig("a: [", render(BASE))).toMatchObject({ ok: false });
});
