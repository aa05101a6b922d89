import { execFile, execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { formatPrometheusVersion, NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import type { TestReport } from "@/lib/rule-tests/report";
import { configSuite, relabelSuite } from "./testing/public-suite";

// Real processes on a machine that may be busy with others.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
let folder = "";
let cli = "";

/** The real command, as `npm run build` bundles it. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-rule-tests-"));
  cli = join(folder, "promfleet.mjs");
  execFileSync(process.execPath, [join(ROOT, "lib", "cli", "build.mjs"), cli], { stdio: "inherit" });
});

afterAll(() => rmSync(folder, { recursive: true }));

type Ended = { code: number; stdout: string; stderr: string };

function run(argv: readonly string[], input = ""): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: "en" } } as const;
    const child = execFile(process.execPath, [cli, ...argv], options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const SUITE = `tests:
  - name: kept
    scrape_config: { job_name: web, relabel_configs: [{ target_label: team, replacement: 080 }] }
    target: { __address__: "a:1" }
    prometheus: [2.53.3, 3.5.3]
    expect:
      labels: { __address__: "a:1", __metrics_path__: /metrics, __scheme__: http, __scrape_interval__: 1m,
                __scrape_timeout__: 10s, instance: "a:1", job: web, team: 080 }
`;

describe("test", () => {
  test("every measured relabelling passes, under every version", async () => {
    const { text, cases } = relabelSuite();
    const { code, stdout, stderr } = await run(["test", write("relabel.yml", text), "--format", "json"]);
    const report = JSON.parse(stdout) as TestReport;
    expect(report.files[0]?.tests.filter(({ status }) => status !== "passed")).toEqual([]);
    expect([code, report.failed, report.broken, stderr]).toEqual([0, 0, 0, ""]);
    expect(cases).toBe(1759);
    expect(report.passed).toBeGreaterThanOrEqual(cases * 3);
  });

  test("every configuration that Prometheus was seen to refuse is an error: config", async () => {
    const { text, files, cases } = configSuite(folder);
    for (const file of files) writeFileSync(file.path, file.text);
    const { code, stdout } = await run(["test", write("configs.yml", text), "--format", "json"]);
    const report = JSON.parse(stdout) as TestReport;
    expect(report.files[0]?.tests.filter(({ status }) => status !== "passed").map(({ name }) => name)).toEqual([]);
    expect(code).toBe(0);
    expect(cases).toBeGreaterThan(150);
  });

  test("all is well: exit code 0", async () => {
    const { code, stdout } = await run(["test", write("good.yml", SUITE)]);
    expect([code, stdout]).toEqual([0, "good.yml\n  ok      kept  [2.53.3 3.5.3]\nAll 2 tests passed.\n"]);
  });

  test("a failure: exit code 1, with the reason, the labels and the rule", async () => {
    const { code, stdout } = await run(["test", write("bad.yml", SUITE.replace("replacement: 080", "replacement: 80"))]);
    expect(code).toBe(1);
    expect(stdout).toBe(`bad.yml
  FAILED  kept  [2.53.3 3.5.3]
        bad.yml:2: 1 label is not as expected.
        - team="080"
        + team="80"
            last changed by rule 1
0 passed, 2 failed.
`);
  });

  test("a file that is no file of tests: exit code 1, with the place", async () => {
    const { code, stdout } = await run(["test", write("typo.yml", SUITE.replace("target:", "targets:"))]);
    expect(code).toBe(1);
    expect(stdout).toContain("typo.yml:4:5: Unknown key targets. Did you mean target? [ruleTest/misspelt-key]");
  });

  test("standard input is a file, too", async () => {
    expect(await run(["test", "-"], SUITE)).toMatchObject({ code: 0 });
  });

  test("a job of a config file, from the folder of the test file", async () => {
    mkdirSync(join(folder, "jobs"));
    write("jobs/prometheus.yml", "scrape_config_files: ['more-*.yml']\nscrape_configs: [{ job_name: web }]\n");
    write("jobs/more-1.yml", "scrape_configs: [{ job_name: extra, relabel_configs: [{ action: drop }] }]\n");
    const suite = "config: prometheus.yml\ntests: [{ name: a, job: extra, target: {}, expect: { dropped: true } }]\n";
    expect(await run(["test", write("jobs/tests.yml", suite)])).toMatchObject({ code: 0 });
  });

  test.each([
    ["a file that is not there", ["test", "none.yml"], "none.yml cannot be read (ENOENT)."],
    ["one of several", ["test", "good.yml", "none.yml"], "none.yml cannot be read (ENOENT)."],
    ["an unknown format", ["test", "good.yml", "--format", "xml"], "xml"],
    ["no file", ["test"], "files"],
    [
      "a JUnit file that cannot be written",
      ["test", "good.yml", "--junit", "none/report.xml"],
      "none/report.xml cannot be written",
    ],
  ])("wrong usage: exit code 2: %s", async (_guarantee, argv, said) => {
    const { code, stderr } = await run(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  test("JUnit XML beside the results for people", async () => {
    const { code, stdout } = await run(["test", "good.yml", "bad.yml", "--junit", "report.xml", "--quiet"]);
    expect(code).toBe(1);
    expect(stdout).not.toContain("ok ");
    const xml = readFileSync(join(folder, "report.xml"), "utf8");
    expect(xml).toContain('<testsuites name="promfleet test" tests="4" failures="2" errors="0">');
    expect((await run(["test", "good.yml", "bad.yml", "--format", "junit"])).stdout).toBe(xml);
  });

  test("in Chinese as well", async () => {
    expect((await run(["--lang", "zh", "test", "bad.yml"])).stdout).toContain("有 1 个标签与期望不符。");
  });
});

const CONFIG = `global: { scrape_interval: 30s }
scrape_configs:
  - job_name: web
    relabel_configs:
      - { source_labels: [drop], regex: me, action: drop }
      - { source_labels: [env], target_label: "80" }
`;

describe("relabel", () => {
  const options = ["relabel", "--config", "prometheus.yml", "--job", "web"];

  test("one JSON line per target, in order, always with the same keys", async () => {
    write("prometheus.yml", CONFIG);
    const targets = '[{"__address__":"a:1","env":"x"},{"__address__":"a:1","drop":"me"},{"targets":["b/c"]}]';
    const { code, stdout } = await run([...options, "--targets", write("t.json", targets), "--format", "json"]);
    const hidden = '"__metrics_path__":"/metrics","__scheme__":"http","__scrape_interval__":"30s","__scrape_timeout__":"10s"';
    expect([code, stdout.split("\n")]).toEqual([
      0,
      [
        `{"outcome":"kept","labels":{"80":"x","__address__":"a:1",${hidden},"env":"x","instance":"a:1","job":"web"},"url":"http://a:1/metrics","rule":null,"error":null,"code":null}`,
        '{"outcome":"dropped","labels":null,"url":null,"rule":1,"error":null,"code":null}',
        '{"outcome":"error","labels":null,"url":null,"rule":null,"error":"\\"b/c\\" is not a valid hostname","code":"target/hostname"}',
        "",
      ],
    ]);
  });

  test("for people: a line per target, and the sums beside it", async () => {
    const { stdout, stderr } = await run([...options, "--targets", "t.json"]);
    expect(stdout.split("\n")[0]).toBe('kept  http://a:1/metrics  {"80"="x", env="x", instance="a:1", job="web"}');
    const version = formatPrometheusVersion(NEWEST_KNOWN_VERSION);
    expect(stderr).toBe(`3 targets: 1 kept, 1 dropped, 1 refused. Prometheus ${version}.\n  rule 1: 1 dropped\n`);
  });

  test.each([
    ["JSON lines", '{"__address__":"a:1"}\n{"__address__":"b:2"}\n', 2],
    ["file_sd in YAML", "- targets: ['a:1', 'b:2']\n  labels: { port: 080 }\n", 2],
    ["labels of one target", '__address__="a:1"', 1],
    [
      "a reply of the targets API",
      '{"status":"success","data":{"activeTargets":[{"discoveredLabels":{"a":"b"}}],"droppedTargets":[]}}',
      1,
    ],
    ["an empty list", "[]", 0],
    ["nothing", "", 0],
  ])("standard input: %s", async (_guarantee, input, count) => {
    const { code, stdout } = await run([...options, "--targets", "-", "--format", "json"], input);
    expect([code, stdout.split("\n").length - 1]).toEqual([0, count]);
  });

  test("follows the version that is asked for", async () => {
    write("plain.yml", "scrape_configs: [{ job_name: web }]");
    const argv = [...options, "--config", "plain.yml", "--targets", "-", "--format", "json", "--prometheus"];
    expect((await run([...argv, "2.53.3"], '{"__address__":"a"}')).stdout).toContain('"url":"http://a:80/metrics"');
    expect((await run([...argv, "v3.5.3+ds1"], '{"__address__":"a"}')).stdout).toContain('"url":"http://a/metrics"');
  });

  test.each([
    ["a configuration that Prometheus refuses", ["--config", "refused.yml"], 1, "refused.yml:3:"],
    ["a job that is not there", ["--job", "wbe"], 1, "prometheus.yml has no job named wbe. It has: web."],
    ["targets that are none", ["--targets", "numbers.json"], 1, "numbers.json:2:1:"],
    ["a targets file that is not there", ["--targets", "none.json"], 2, "none.json cannot be read (ENOENT)."],
    ["a config file that is not there", ["--config", "none.yml"], 2, "none.yml cannot be read (ENOENT)."],
    ["a version that is none", ["--prometheus", "newest"], 2, '"newest" is no version of Prometheus.'],
  ])("%s", async (_guarantee, changed, code, said) => {
    write("refused.yml", "scrape_configs:\n  - job_name: web\n    scheme: [x]\n");
    write("numbers.json", '[{"a":"b"},\n7]');
    const ended = await run([...options, "--targets", "t.json", ...changed]);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(said)]);
  });

  test("Prometheus's own words stand beside ours", async () => {
    const { stderr } = await run([...options, "--targets", "t.json", "--config", "refused.yml"]);
    expect(stderr).toMatch(/refused\.yml:3:13: .* \(Prometheus: line 3: cannot unmarshal !!seq into string\) \[config\/type\]/);
  });

  test("a large input streams: memory stays far below its size", async () => {
    const target = JSON.stringify({ __address__: "10.0.0.1:9100", text: "x".repeat(2000) });
    const file = createWriteStream(join(folder, "large.json"));
    file.write("[");
    for (let block = 0; block < 100; block += 1) file.write(`${block === 0 ? "" : ","}${Array(800).fill(target).join(",")}`);
    file.end("]");
    await finished(file);
    const argv = ["--max-old-space-size=64", cli, ...options, "--targets", "large.json", "--format", "json"];
    const child = spawn(process.execPath, argv, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    let lines = 0;
    for await (const chunk of child.stdout) lines += (chunk as Buffer).filter((byte) => byte === 0x0a).length;
    expect(lines).toBe(80_000);
  });

  test("a reader that goes away ends the work without a complaint", async () => {
    const command = `"${process.execPath}" "${cli}" ${options.join(" ")} --targets large.json --format json | head -n 1`;
    const { stdout, stderr } = await new Promise<Omit<Ended, "code">>((resolve) => {
      execFile("bash", ["-c", `set -o pipefail; ${command}`], { cwd: folder, encoding: "utf8" }, (error, stdout, stderr) => {
        resolve({ stdout, stderr: `${stderr}${error?.code ?? ""}` });
      });
    });
    expect([stdout.split("\n").length - 1, stderr]).toEqual([1, ""]);
  });
});
