import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { Bundle, RenderCluster } from "./bundle";
import { mainTextOf } from "./bundle";
import { differsInTokensOnly } from "./credential-change";
import { caFilePath, tokenFilePath } from "./file-names";
import { renameJobsFolder } from "./job-files";
import { type Layout, layoutOf, SINGLE_FILE } from "./layout";
import { planBundle } from "./plan-bundle";
import { renderBundle } from "./render-bundle";

const PER_CLUSTER: Layout = { files: "per-cluster", names: "tree", folder: "" };
const FLAT: Layout = { files: "one", names: "flat", folder: "" };
const ELSEWHERE: Layout = { files: "one", names: "flat", folder: "/etc/prometheus/secrets/fleet/" };
const OWN = "scrape_configs:\n  - job_name: own\n    static_configs: [{ targets: [h:1] }]\n";

function cluster(name: string, token = "t", jobs = ["nodes", "pods", "nodes-direct"]) {
  const files = { caFile: caFilePath(name, "ca"), tokenFile: tokenFilePath(name, token) };
  const choices = jobs.map((template) => ({ template, parameters: {} })) as RenderCluster["jobs"];
  return {
    cluster: { name, apiServer: "https://h", tlsServerName: null, labels: {}, jobs: choices, ...files },
    token,
    caPem: "ca",
  };
}

function render(layout: Layout, base = OWN, clusters = [cluster("beta"), cluster("alpha")]): Bundle {
  const prometheusVersion = { major: 3, minor: 5, patch: 0 };
  const bundle = renderBundle({ url: "http://h:9090", prometheusVersion, layout }, base, clusters);
  if (!bundle.ok) throw new Error(bundle.problems[0].code);
  return bundle.value;
}

/** Every credential file that a text of the bundle names, as Prometheus would resolve it. */
function referredFiles({ files }: Bundle): string[] {
  const found = files.flatMap(({ path, content, isSecret }) => {
    const names = isSecret ? [] : [...content.matchAll(/(?:credentials_file|ca_file): "?([^"\n]+)/g)];
    return names.map(([, name = ""]) => resolve("/etc/prometheus", dirname(path), name));
  });
  return [...new Set(found)].sort();
}

const DIRECTORY = { kind: "directory", directory: "/srv" } as const;

test.each<[guarantee: string, fileLayout: "single" | "per_cluster", version: string, expected: Layout]>([
  ["one file unless asked", "single", "3.5.0", SINGLE_FILE],
  ["a file for each cluster", "per_cluster", "3.5.0", PER_CLUSTER],
  ["the first release that reads such files", "per_cluster", "2.43.0", PER_CLUSTER],
  ["one file where the release knows no other", "per_cluster", "2.42.0", SINGLE_FILE],
])("%s: %s on %s", (_guarantee, fileLayout, version, expected) => {
  const release = parsePrometheusVersion(version);
  expect(release && layoutOf({ transport: DIRECTORY, fileLayout }, release)).toEqual(expected);
});

test.each<[string, Layout]>([
  ["one file", SINGLE_FILE],
  ["a file for each cluster", PER_CLUSTER],
])("every reference of %s resolves to a file of the bundle, at the same place in both", (_name, layout) => {
  const bundle = render(layout);
  const placed = bundle.files.map(({ path }) => `/etc/prometheus/${path}`).filter((path) => path.includes("/credentials/"));
  expect(referredFiles(bundle)).toEqual(placed.sort());
  expect(placed).toEqual(referredFiles(render(SINGLE_FILE)));
});

test("flat names are keys of a Secret, and no two are one", () => {
  const bundle = render(FLAT);
  const names = bundle.files.map(({ path }) => path);
  expect(names.every((name) => /^[-._a-zA-Z0-9]{1,253}$/.test(name))).toBe(true);
  expect(new Set(names).size).toBe(render(SINGLE_FILE).files.length);
  expect(referredFiles(bundle).every((path) => names.includes(path.slice("/etc/prometheus/".length)))).toBe(true);
  expect(referredFiles(render(ELSEWHERE)).every((path) => path.startsWith(ELSEWHERE.folder))).toBe(true);
});

test("in files of their own: the whole is the same text, the main file the user's own with one entry more", () => {
  const [bundle, one] = [render(PER_CLUSTER), render(SINGLE_FILE)];
  expect(bundle.config).toBe(one.config);
  expect(bundle.jobs).toEqual(one.jobs);
  expect(one.config).toBe(mainTextOf(one));
  expect(mainTextOf(bundle)).toMatch(
    /^scrape_configs:[\s\S]*h:1\] }\]\nscrape_config_files:\n {2}- promfleet\/jobs\/[0-9a-f]{12}\/\*\.yml\n$/,
  );
  expect(bundle.files.filter(({ path }) => path.endsWith(".yml")).map(({ path }) => path.replace(/[0-9a-f]{12}/, "#"))).toEqual([
    "prometheus.yml",
    "promfleet/jobs/#/alpha.yml",
    "promfleet/jobs/#/beta.yml",
  ]);
});

test.each<[guarantee: string, base: string, expected: string]>([
  ["no base config", "", "scrape_config_files:\n  - #\n"],
  ["no such list", "global: {}", "global: {}\nscrape_config_files:\n  - #\n"],
  [
    "another file of the user's",
    "scrape_config_files:\n- mine.yml\nglobal: {}\n",
    "scrape_config_files:\n- mine.yml\n- #\nglobal: {}\n",
  ],
  ["an empty list", "scrape_config_files: []\n", "scrape_config_files:\n  - #\n"],
  ["Windows line breaks", "global: {}\r\n", "global: {}\r\nscrape_config_files:\r\n  - #\r\n"],
])("the entry joins %s", (_guarantee, base, expected) => {
  expect(mainTextOf(render(PER_CLUSTER, base)).replace(/promfleet\S+/, "#")).toBe(expected);
});

test.each(["scrape_config_files: [mine.yml]", "scrape_config_files: mine.yml", "a: &a []\nscrape_config_files: *a"])(
  "a list that nothing can be added to is said to be one: %s",
  (base) => {
    const server = { url: "http://h:9090", prometheusVersion: { major: 3, minor: 5, patch: 0 }, layout: PER_CLUSTER };
    expect(renderBundle(server, base, [cluster("alpha")])).toMatchObject({ problems: [{ code: "base/scrape-config-files" }] });
  },
);

test("no job anywhere: the base config as it is", () => {
  expect(render(PER_CLUSTER, OWN, [cluster("alpha", "t", [])]).files[0]?.content).toBe(OWN);
});

test("the folder's name changes with any cluster, and with nothing else", () => {
  const folder = (bundle: Bundle) => /promfleet\/jobs\/([0-9a-f]{12})/.exec(mainTextOf(bundle))?.[1];
  const before = render(PER_CLUSTER);
  expect(folder(render(PER_CLUSTER, `# more\n${OWN}`))).toBe(folder(before));
  expect(folder(render(PER_CLUSTER, OWN, [cluster("alpha"), cluster("beta")]))).toBe(folder(before));
  const renewed = render(PER_CLUSTER, OWN, [cluster("alpha", "t2"), cluster("beta")]);
  expect(folder(renewed)).not.toBe(folder(before));
  expect(differsInTokensOnly(before, renewed)).toBe(true);
  expect(differsInTokensOnly(before, render(PER_CLUSTER, OWN, [cluster("alpha", "t", ["nodes"]), cluster("beta")]))).toBe(false);
  const changes = planBundle(before, renewed).jobs.filter(({ change }) => change !== "same");
  expect(new Set(changes.map(({ cluster: name }) => name))).toEqual(new Set(["alpha"]));
});

test("tokens put into old files by hand move the folder along", () => {
  const [before, renewed] = [render(PER_CLUSTER), render(PER_CLUSTER, OWN, [cluster("alpha", "t2"), cluster("beta")])];
  const [old, next] = [tokenFilePath("alpha", "t"), tokenFilePath("alpha", "t2")];
  const edited = before.files.map((file) =>
    file.path === old ? { ...file, path: next, content: "t2" } : { ...file, content: file.content.replaceAll(old, next) },
  );
  const byPath = (files: Bundle["files"]) => new Map(files.map(({ path, content }) => [path, content]));
  expect(byPath(renameJobsFolder(edited))).toEqual(byPath(renewed.files));
  expect(renameJobsFolder(before.files)).toEqual(before.files);
});

const PARTS = join(import.meta.dirname, "..", "..", ".cache", "parts");
// Only the full test run fetches promtool.
const promtools = ["2.53", "3.5"].map((line) => join(PARTS, `prometheus-${line}`, "usr", "bin", "promtool")).filter(existsSync);

test.each(promtools)("promtool reads a file for each cluster: %s", (promtool) => {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-layout-"));
  try {
    for (const { path, content } of render(PER_CLUSTER).files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    expect(
      execFileSync(promtool, ["check", "config", "--syntax-only", join(folder, "prometheus.yml")], { encoding: "utf8" }),
    ).toMatch(/SUCCESS/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
