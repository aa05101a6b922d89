import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JOB_TEMPLATE_IDS, type JobChoice } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder } from "@/lib/prometheus/yaml-node";
import type { RenderCluster, RenderInput } from "./bundle";
import { renderConfig } from "./render-config";

const ALL_JOBS: JobChoice[] = JOB_TEMPLATE_IDS.map((template) => ({ template, parameters: {} }));

function cluster(name: string, jobs: readonly JobChoice[] = [{ template: "prometheus", parameters: {} }]): RenderCluster {
  const folder = `promfleet/credentials/${name}`;
  return {
    name,
    apiServer: "https://10.200.1.2:6443",
    tlsServerName: null,
    caFile: `${folder}/ca-0123456789ab.crt`,
    tokenFile: `${folder}/token-0123456789ab`,
    labels: {},
    jobs,
  };
}

function render(baseConfig: string, clusters: readonly RenderCluster[] = [cluster("alpha")], changes: Partial<RenderInput> = {}) {
  const server = { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" };
  return renderConfig({ server, baseConfig, clusters, ...changes });
}

function textOf(baseConfig: string, clusters?: readonly RenderCluster[]): string {
  const rendered = render(baseConfig, clusters);
  return rendered.ok ? rendered.value.text : JSON.stringify(rendered.problems);
}

/** Job names as a YAML reader finds them. */
function jobNames(text: string): string[] {
  const document = parseYaml(text);
  const list = document.ok ? valueUnder(document.value.root, "scrape_configs") : null;
  if (list?.kind !== "sequence") return [];
  return list.items.map((item) => valueUnder(item, "job_name")).map((name) => (name?.kind === "scalar" ? name.text : "?"));
}

const OURS = "alpha/prometheus";

test.each<[guarantee: string, base: string, expected: string]>([
  ["no base config", "", "scrape_configs:\n  # cluster alpha\n  - job_name: alpha/prometheus\n"],
  ["comments only", "# mine\n", "# mine\nscrape_configs:\n  # cluster alpha\n  - job_name"],
  ["no scrape_configs", "global: {}\n", "global: {}\nscrape_configs:\n  # cluster alpha\n"],
  ["no line break at the end", "global: {}", "global: {}\nscrape_configs:\n"],
  ["a whole file that is indented", "  global: {}\n", "  global: {}\n  scrape_configs:\n    # cluster alpha\n"],
  ["an empty list makes way", "scrape_configs: [] # none\nrule_files: []\n", "scrape_configs: # none\n  # cluster alpha\n"],
  ["a null makes way", "scrape_configs: null\n", "scrape_configs:\n  # cluster alpha\n"],
  ["nothing after the key", "scrape_configs:\nrule_files: []\n", "scrape_configs:\n  # cluster alpha\n"],
  ["an empty list over two lines", "scrape_configs: [\n]\nrule_files: []\n", "scrape_configs:\n  # cluster alpha\n"],
  [
    "a list without indentation",
    "scrape_configs:\n- job_name: a\n",
    "scrape_configs:\n- job_name: a\n# cluster alpha\n- job_name: alpha/prometheus\n",
  ],
  [
    "a list with four blanks",
    "scrape_configs:\n    - job_name: a\n",
    "scrape_configs:\n    - job_name: a\n    # cluster alpha\n    - job_name: alpha/prometheus\n",
  ],
  [
    "the comment of the next key stays with it",
    "scrape_configs:\n  - job_name: a\n\n# rules\nrule_files: []\n",
    "scrape_configs:\n  - job_name: a\n  # cluster alpha\n",
  ],
  [
    "a comment under the list stays before ours",
    "scrape_configs:\n  - job_name: a\n  # - job_name: off\nrule_files: []\n",
    "  # - job_name: off\n  # cluster alpha\n",
  ],
  ["a comment at the end stays before ours", "scrape_configs:\n  - job_name: a\n# the end\n", "# the end\n  # cluster alpha\n"],
  [
    "a block scalar that ends in what looks like a comment",
    "scrape_configs:\n  - job_name: |+\n      a\n      # b\n\nrule_files: []\n",
    "      # b\n\n  # cluster alpha\n",
  ],
  [
    "Windows line breaks",
    "global: {}\r\nscrape_configs:\r\n  - job_name: a\r\n",
    "a\r\n  # cluster alpha\r\n  - job_name: alpha/prometheus\r\n",
  ],
  ["a merge key after the list", "x: &x {}\nscrape_configs:\n  - job_name: a\n<<: *x\n", "a\n  # cluster alpha\n"],
  ["a document marker in front", "---\nglobal: {}\n", "---\nglobal: {}\nscrape_configs:\n"],
])("merging: %s", (_guarantee, base, expected) => {
  const text = textOf(base);
  expect(text).toContain(expected);
  expect(jobNames(text)).toContain(OURS);
  expect(jobNames(text)).toHaveLength(jobNames(base).length + 1);
});

test.each<[guarantee: string, base: string, expected: string]>([
  ["a flow list with jobs", "scrape_configs: [{job_name: a}]", "base/flow-scrape-configs"],
  ["a flow mapping as the whole file", "{global: {}}", "base/flow-mapping"],
  ["a list as the whole file", "- a", "base/not-a-mapping"],
  ["a word", "hello", "base/not-a-mapping"],
  ["scrape_configs that is a mapping", "scrape_configs:\n  job_name: a", "base/scrape-configs-not-a-list"],
  ["scrape_configs by alias", "x: &x [{job_name: a}]\nscrape_configs: *x", "base/scrape-configs-alias"],
  ["scrape_configs by merge", "x: &x\n  scrape_configs: []\n<<: *x", "base/scrape-configs-alias"],
  ["two documents", "global: {}\n---\nglobal: {}\n", "base/several-documents"],
  ["a document end", "global: {}\n...\n", "base/several-documents"],
  ["broken YAML", "global: [", "config/yaml-indent"],
  ["a job of ours is there already", `scrape_configs:\n  - job_name: ${OURS}\n`, "bundle/job-in-base"],
])("refused, with a place: %s", (_guarantee, base, code) => {
  const rendered = render(base);
  expect(rendered.ok ? "" : rendered.problems[0].code).toBe(code);
  expect(rendered.ok ? null : rendered.problems[0].range?.line).toBeGreaterThan(0);
});

test("two jobs of one name, and wrong parameters, are found for each cluster", () => {
  const pods: JobChoice = { template: "pods", parameters: {} };
  const rendered = render("", [cluster("beta", [pods, pods]), cluster("alpha", [{ template: "pods", parameters: { nmae: 1 } }])]);
  expect(rendered.ok ? [] : rendered.problems.map(({ code, path }) => [code, ...path])).toEqual([
    ["template/unknown-parameter", "clusters", "alpha", "jobs", 0, "parameters", "nmae"],
    ["bundle/duplicate-job", "clusters", "beta", "jobs"],
  ]);
});

test("clusters are sorted, and the lines of each job are its own", () => {
  const rendered = render("scrape_configs:\n  - job_name: mine\n", [cluster("beta"), cluster("alpha", ALL_JOBS)]);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
  const lines = rendered.value.text.split("\n");
  expect(rendered.value.jobs).toHaveLength(14);
  expect(rendered.value.jobs.map(({ cluster: name }) => name).filter((name, index, all) => name !== all[index - 1])).toEqual([
    null,
    "alpha",
    "beta",
  ]);
  for (const { jobName, firstLine, lastLine } of rendered.value.jobs) {
    expect(lines[firstLine - 1]).toBe(`  - job_name: ${jobName}`);
    expect(lines.slice(firstLine, lastLine).every((line) => line.startsWith("    "))).toBe(true);
    expect(lines[lastLine] ?? "").not.toMatch(/^ {4}/);
  }
});

test("without clusters the base config comes back as it is", () => {
  for (const base of ["", "global: {}", "scrape_configs: []", "a: 1\r\n"]) expect(textOf(base, [])).toBe(base);
});

describe("whatever the user's text looks like", () => {
  const scalar = fc.constantFrom(
    "a",
    '"b c"',
    "'d'",
    "&x e",
    "1",
    "~",
    "[f, {g: h}]",
    "|\n      # text\n      more\n",
    ">-\n      folded\n\n",
  );
  const comment = fc.constantFrom("", "# c\n", "\n", "  # d\n", "\n# e\n\n", "      # deep\n");
  const job = fc.tuple(fc.integer({ min: 0, max: 9 }), scalar, comment).map(([n, value, tail]) => {
    return `  - job_name: j${n}\n    x: ${value}${value.endsWith("\n") ? "" : "\n"}${tail}`;
  });
  const base = fc
    .tuple(comment, fc.array(job, { maxLength: 3 }), fc.boolean(), comment, fc.boolean(), fc.boolean())
    .map(([head, jobs, isLast, tail, isWindows, isOpen]) => {
      const list = jobs.length === 0 ? "" : `scrape_configs:\n${jobs.join("")}`;
      const text = `${head}global:\n  a: 1\n${list}${isLast ? "" : `${tail}rule_files:\n  - b\n`}${tail}`;
      const open = isOpen ? text.replace(/\n$/, "") : text;
      return isWindows ? open.replaceAll("\n", "\r\n") : open;
    })
    .filter((text) => parseYaml(text).ok);

  test("its lines survive in order, its jobs first, and the result is stable", () => {
    fc.assert(
      fc.property(base, (text) => {
        const merged = textOf(text);
        expect(textOf(text)).toBe(merged);
        const start = merged.split("").findIndex((character, index) => character !== text[index]);
        const before = merged.slice(0, start);
        const rest = text.slice(before.length);
        expect(merged.endsWith(rest)).toBe(true);
        expect(jobNames(merged)).toEqual([...jobNames(text), OURS]);
      }),
      { numRuns: 300 },
    );
  });
});

const PARTS = join(import.meta.dirname, "..", "..", ".cache", "parts");

/** Prometheus's own checker, where the test run has fetched it. */
function promtoolOf(release: string): string | null {
  try {
    const folder = join(PARTS, `prometheus-${release}`, "usr", "bin");
    return readdirSync(folder).includes("promtool") ? join(folder, "promtool") : null;
  } catch {
    return null;
  }
}

const promtools = [
  ["3.5.3", promtoolOf("3.5")],
  ["2.53.3", promtoolOf("2.53")],
] as const;

// Only the full test run fetches promtool.
describe.each(promtools)("promtool %s", (version, promtool) => {
  test.skipIf(promtool === null)("accepts every template", () => checkWithPromtool(promtool ?? "", version));
});

function checkWithPromtool(promtool: string, version: string): void {
  const base = readFileSync(join(import.meta.dirname, "testdata", "base.yml"), "utf8");
  const prometheusVersion = parsePrometheusVersion(version) ?? NEWEST_KNOWN_VERSION;
  const rendered = render(base, [cluster("alpha", ALL_JOBS), cluster("beta", ALL_JOBS)], {
    server: { prometheusVersion, selfAddress: "localhost:9090" },
  });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
  const folder = mkdtempSync(join(tmpdir(), "promfleet-promtool-"));
  try {
    writeFileSync(join(folder, "prometheus.yml"), rendered.value.text);
    const args = ["check", "config", "--syntax-only", "prometheus.yml"];
    expect(execFileSync(promtool, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })).toContain(
      "SUCCESS",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
