import { describe, expect, test } from "vitest";
import { compileRules } from "@/lib/relabel/compile";
import { toLabelSet } from "@/lib/relabel/label-set";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { toShaped } from "@/lib/relabel/shape-table";
import { lacksPort } from "./host-port";
import { renderScrapeUrl } from "./scrape-url";
import { buildTarget, compilePipeline, type TargetJob, targetIdentity, traceTarget } from "./target-pipeline";

const V2 = { major: 2, minor: 53, patch: 3 };
const V3 = { major: 3, minor: 5, patch: 3 };

function trace(
  labels: Record<string, string>,
  options: { job?: Partial<TargetJob>; rules?: RelabelRule[]; version?: typeof V2 } = {},
) {
  const version = options.version ?? V3;
  const rules = compileRules(options.rules ?? [], version);
  if (!rules.ok) throw new Error("bad rules");
  return traceTarget({ job: { job_name: "j", ...options.job }, rules: rules.value, version }, toLabelSet(labels));
}

describe("defaults before the rules", () => {
  test("discovery wins over the job", () => {
    const { defaults } = trace({ __address__: "h:1", __scheme__: "https", job: "mine" });
    expect({ ...defaults }).toMatchObject({ __scheme__: "https", job: "mine", __metrics_path__: "/metrics" });
  });

  test("version 2 overwrites a discovered parameter, version 3 keeps it", () => {
    const job = { params: { module: ["http"] } };
    const labels = { __address__: "h:1", __param_module: "tcp" };
    expect(trace(labels, { job, version: V2 }).defaults.__param_module).toBe("http");
    expect(trace(labels, { job, version: V3 }).defaults.__param_module).toBe("tcp");
  });

  test("a default timeout fits a short interval", () => {
    expect(trace({ __address__: "h:1" }, { job: { scrape_interval: "5s" } }).defaults.__scrape_timeout__).toBe("5s");
  });
});

describe("labels for histograms", () => {
  const V313 = { major: 3, minor: 13, patch: 0 };
  const NAMES = [
    "__convert_classic_histograms_to_nhcb__",
    "__always_scrape_classic_histograms__",
    "__scrape_native_histograms__",
  ];

  test("are the job's switches from 3.13 on, and no labels before", () => {
    const job = { scrape_native_histograms: true };
    const { defaults } = trace({ __address__: "h:1" }, { job, version: V313 });
    expect(NAMES.map((name) => defaults[name])).toEqual(["false", "false", "true"]);
    const older = trace({ __address__: "h:1" }, { job, version: { major: 3, minor: 12, patch: 0 } });
    expect(NAMES.filter((name) => name in older.defaults)).toEqual([]);
  });

  test.each(["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"])("may be %s", (value) => {
    for (const name of NAMES) {
      expect(trace({ __address__: "h:1", [name]: value }, { version: V313 }).outcome.kind).toBe("kept");
    }
  });

  test.each(["yes", "tRUE", "2", " true"])("may not be %j, in the bulk path neither", (value) => {
    for (const name of NAMES) {
      const labels = toLabelSet({ __address__: "h:1", [name]: value });
      const pipeline = { job: { job_name: "j" }, rules: [], version: V313 };
      const message = `error parsing ${name.replaceAll("_", " ").trim()}: strconv.ParseBool: parsing "${value}": invalid syntax`;
      expect(traceTarget(pipeline, labels).outcome).toMatchObject({ kind: "error", message });
      expect(compilePipeline(pipeline)(toShaped(labels))).toMatchObject({ kind: "error", message });
    }
  });

  test("may not be removed", () => {
    const rules = [{ action: "labeldrop", regex: "__scrape_native_histograms__" }];
    expect(trace({ __address__: "h:1" }, { rules, version: V313 }).outcome).toMatchObject({
      kind: "error",
      message: 'error parsing scrape native histograms: strconv.ParseBool: parsing "": invalid syntax',
    });
  });
});

describe("what Prometheus does by itself after the rules", () => {
  test("version 2 adds a port and says so, version 3 does not", () => {
    const two = trace({ __address__: "h", __scheme__: "https" }, { version: V2 });
    expect(two.implicit.map(({ kind }) => kind)).toEqual(["default_port", "instance"]);
    expect(two.outcome).toMatchObject({
      kind: "kept",
      scrapeUrl: "https://h:443/metrics",
      publicLabels: { instance: "h:443", job: "j" },
    });
    expect(trace({ __address__: "h" }).outcome).toMatchObject({ scrapeUrl: "http://h/metrics" });
  });

  test.each<[message: string, labels: Record<string, string>, rules: RelabelRule[]]>([
    ["no address", {}, []],
    ['"h/x" is not a valid hostname', { __address__: "h/x" }, []],
    [
      "error parsing scrape interval: empty duration string",
      { __address__: "h" },
      [{ action: "labeldrop", regex: "__scrape_interval__" }],
    ],
    ["scrape interval cannot be 0", { __address__: "h", __scrape_interval__: "0s" }, []],
    ['scrape timeout cannot be greater than scrape interval ("2m" > "1m")', { __address__: "h", __scrape_timeout__: "2m" }, []],
  ])("refuses with: %s", (message, labels, rules) => {
    expect(trace(labels, { rules }).outcome).toMatchObject({ kind: "error", message });
  });

  test("a dropped target names the rule", () => {
    const { outcome, steps } = trace(
      { __address__: "h" },
      { rules: [{ action: "keep" }, { action: "drop" }, { action: "keep" }] },
    );
    expect(outcome).toEqual({ kind: "dropped", ruleIndex: 1 });
    expect(steps).toHaveLength(2);
  });
});

test("targets that differ in a hidden label are two targets with one URL", () => {
  const rules = compileRules([], V3);
  const pipeline = { job: { job_name: "j" }, rules: rules.ok ? rules.value : [], version: V3 };
  const [a, b, again] = ["1", "2", "1"].map((tmp) => buildTarget(pipeline, toLabelSet({ __address__: "h:1", __tmp: tmp })));
  if (a?.kind !== "kept" || b?.kind !== "kept" || again?.kind !== "kept") throw new Error("not kept");
  expect(a.scrapeUrl).toBe(b.scrapeUrl);
  expect(targetIdentity(a)).not.toBe(targetIdentity(b));
  expect(targetIdentity(a)).toBe(targetIdentity(again));
});

test.each([
  ["a query cannot be smuggled into the path", { __metrics_path__: "/m?a=b#c%d" }, {}, "http://h:1/m%3Fa=b%23c%25d"],
  ["a slash is put before the path", { __metrics_path__: "m" }, {}, "http://h:1/m"],
  ["a label replaces the first value of a parameter", { __param_x: "c" }, { x: ["a", "b"] }, "http://h:1/metrics?x=c&x=b"],
  ["parameters are sorted and form-encoded", { __param_b: "1 2" }, { a: ["é"] }, "http://h:1/metrics?a=%C3%A9&b=1+2"],
  [
    "a proxy path keeps its colons",
    { __metrics_path__: "/api/v1/pods/http:p:80/proxy/metrics" },
    {},
    "http://h:1/api/v1/pods/http:p:80/proxy/metrics",
  ],
  ["no scheme", { __scheme__: "" }, {}, "//h:1/metrics"],
])("scrape URL: %s", (_guarantee, labels, params, url) => {
  const all = { __scheme__: "http", __address__: "h:1", __metrics_path__: "/metrics", ...labels };
  expect(renderScrapeUrl(toLabelSet(all as Record<string, string>), params as Record<string, string[]>)).toBe(url);
});

test.each([
  ["h", true],
  ["[::1]", true],
  ["a/b", true],
  ["h:", false],
  [":80", false],
  ["::1", false],
  ["[::1", false],
  ["[h]x", false],
  ["[::1]:80", false],
])("%s lacks a port: %s", (address, expected) => {
  expect(lacksPort(address)).toBe(expected);
});
