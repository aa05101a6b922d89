import { expect, test } from "vitest";
import { articleDraft } from "./article-draft";
import { DEFAULT_JOB, type LabDraft } from "./lab-draft";
import { runLab } from "./run-lab";

const draft = (part: Partial<LabDraft>): LabDraft => ({
  rulesText: "",
  labelsText: '__address__="host:1"',
  job: DEFAULT_JOB,
  prometheusVersion: "3.5.3",
  rulesOff: [],
  ...part,
});

const viewOf = (part: Partial<LabDraft>) => {
  const { view } = runLab(draft(part));
  if (view === null) throw new Error("no view");
  return view;
};

test("the article's example: what each of its seven rules did", () => {
  const { view } = runLab(articleDraft());
  expect(view?.steps.map(({ number, effect, changes }) => [number, effect, changes.map(({ name }) => name)])).toEqual([
    [1, "kept", []],
    [2, "no_match", []],
    [3, "no_match", []],
    [4, "no_match", []],
    [5, "added", ["app", "chart", "component", "heritage", "release"]],
    [6, "added", ["kubernetes_namespace"]],
    [7, "added", ["kubernetes_name"]],
  ]);
  expect(view?.outcome).toEqual({ kind: "kept", scrapeUrl: "http://192.168.65.3:9100/metrics", interval: "1m", timeout: "10s" });
  expect({ ...view?.publicLabels }).toEqual({
    app: "prometheus",
    chart: "prometheus-7.4.1",
    component: "node-exporter",
    heritage: "Tiller",
    instance: "192.168.65.3:9100",
    job: "kubernetes-service-endpoints",
    kubernetes_name: "prometheus-node-exporter",
    kubernetes_namespace: "default",
    release: "prometheus",
  });
});

test.each([
  ["3.5.3", "host", ["checks_passed", "instance"]],
  ["2.53.3", "host", ["default_port", "checks_passed", "instance"]],
  ["2.53.3", "host:1", ["checks_passed", "instance"]],
  ["3.5.3", "a/b", ["checks_failed"]],
  ["2.53.3", "a/b", ["default_port", "checks_failed"]],
] as const)("Prometheus %s does by itself to the address %s: %j", (prometheusVersion, address, kinds) => {
  const view = viewOf({ prometheusVersion, labelsText: `__address__="${address}"` });
  expect(view.implicit.map(({ kind }) => kind)).toEqual(kinds);
});

test("meta labels go, and the step says which", () => {
  const view = viewOf({ labelsText: '__address__="h:1"\n__meta_a="x"\n__tmp="y"' });
  const step = view.implicit.find(({ kind }) => kind === "meta_removed");
  expect(step?.changes).toEqual([{ name: "__meta_a", was: "x", now: null, change: "removed" }]);
  expect({ ...view.internalLabels }).toMatchObject({ __tmp: "y", __address__: "h:1" });
});

test("a dropped target names the rule, its value and its line, and has no steps of Prometheus's own", () => {
  const view = viewOf({
    rulesText: "- target_label: a\n  replacement: b\n- { source_labels: [a, job], regex: x, action: keep }\n",
  });
  expect(view.outcome).toMatchObject({
    kind: "dropped",
    step: { number: 2, line: 3, effect: "dropped", rule: { action: "keep", value: "b;example", regex: "x", target: null } },
  });
  expect(view.implicit).toEqual([]);
  expect(view.publicLabels).toEqual({});
});

test("a refused target has our problem and Prometheus's wording", () => {
  const view = viewOf({ labelsText: "" });
  expect(view.outcome).toMatchObject({ kind: "error", problem: { code: "target/no-address", prometheus: "no address" } });
});

test.each([
  ["the job's name", { job_name: "j" }, "job", "j"],
  ["the scheme", { scheme: "https" }, "__scheme__", "https"],
  ["the path", { metrics_path: "/probe" }, "__metrics_path__", "/probe"],
  ["the first value of a parameter", { params: "module=http_2xx&module=x" }, "__param_module", "http_2xx"],
])("the defaults hold %s", (_guarantee, job, name, value) => {
  const { defaults } = viewOf({ job: { ...DEFAULT_JOB, ...job } });
  expect(defaults.find((row) => row.name === name)).toMatchObject({ now: value, change: "added" });
});

test.each([
  ["YAML that cannot be read", { rulesText: "- [" }, "rulesProblems"],
  ["an unknown action", { rulesText: "- action: remove" }, "rulesProblems"],
  ["a regex that RE2 refuses", { rulesText: "- { regex: '(?=a)', target_label: b }" }, "rulesProblems"],
  ["labels that cannot be read", { labelsText: "a=" }, "labelsProblems"],
] as const)("%s gives a problem with its place and no transcript", (_guarantee, part, where) => {
  const result = runLab(draft(part));
  expect(result.view).toBeNull();
  expect(result[where][0]?.range?.line).toBe(1);
});

test("the result survives the way from the worker", () => {
  const result = runLab(articleDraft());
  expect(structuredClone(result)).toEqual(result);
});
