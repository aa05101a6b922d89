import { describe, expect, test } from "vitest";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { compilePipeline, type KeptTarget } from "@/lib/prometheus/target-pipeline";
import { tallyRules } from "@/lib/relabel/apply";
import { compileRules } from "@/lib/relabel/compile";
import type { LabelSet } from "@/lib/relabel/label-set";
import { toShaped } from "@/lib/relabel/shape-table";
import { checkTargets } from "./check-targets";

const V3 = { major: 3, minor: 5, patch: 3 };

/** Runs rules on targets as the lab does, and checks what came of it. */
function findingsOf(text: string, targets: readonly LabelSet[], off: readonly number[] = []) {
  const rules = readRelabelConfigs(text, V3);
  if (!rules.ok) throw new Error(rules.problems[0].code);
  const compiled = compileRules(rules.value, V3);
  if (!compiled.ok) throw new Error(compiled.problems[0].code);
  const active = compiled.value.filter(({ index }) => !off.includes(index));
  const tallies = tallyRules(active);
  const run = compilePipeline({ job: { job_name: "j" }, rules: active, version: V3 }, tallies);
  const kept = targets.map((labels) => run(toShaped(labels))).filter((outcome): outcome is KeptTarget => outcome.kind === "kept");
  return checkTargets({ rules: rules.value, tallies, kept, discovered: targets, targetCount: targets.length, version: V3 });
}

const pod = (name: string, more: LabelSet = {}): LabelSet => ({
  __address__: `${name}:80`,
  __meta_kubernetes_pod_name: name,
  ...more,
});
const PODS = [pod("a"), pod("b"), pod("c")];
const CLUSTER = "- { target_label: cluster, replacement: alpha }\n";

const namesOf = (text: string, targets: readonly LabelSet[] = PODS) =>
  findingsOf(text, targets).map(({ code, parameters }) => [code.replace("finding/", ""), parameters]);

test("nothing is found where every rule does something and targets stay apart", () => {
  expect(namesOf(`${CLUSTER}- { source_labels: [__meta_kubernetes_pod_name], target_label: pod }`)).toEqual([]);
});

describe("targets that end with the same labels", () => {
  const proxy = "- { target_label: __address__, replacement: 'api:6443' }\n";

  test("with different URLs: their series run into one another", () => {
    const path = "- { source_labels: [__meta_kubernetes_pod_name], target_label: __metrics_path__, replacement: /proxy/$1 }\n";
    expect(namesOf(CLUSTER + proxy + path)).toEqual([
      ["labels-collide", { effect: "series", targets: 3, sets: 1, example: '{cluster="alpha", instance="api:6443", job="j"}' }],
    ]);
  });

  test("with one URL: one target is left of them", () => {
    const found = namesOf(`${proxy}- { source_labels: [__meta_kubernetes_pod_name], regex: a, target_label: x, replacement: y }`);
    expect(found).toContainEqual(["labels-collide", expect.objectContaining({ effect: "one_target", targets: 2, sets: 1 })]);
  });

  test("labels with marks inside are not taken for each other", () => {
    const targets = [
      { __address__: "h:1", instance: "i", a: 'x", b="y' },
      { __address__: "h:1", instance: "i", a: "x", b: "y" },
    ];
    expect(namesOf("", targets)).toEqual([]);
  });
});

describe("the cluster label", () => {
  test("missing on targets of Kubernetes", () => {
    const found = namesOf("- { source_labels: [__meta_kubernetes_pod_name], target_label: pod }");
    expect(found).toEqual([["missing-cluster", { missing: 3, kept: 3 }]]);
  });

  test("not asked for where nothing comes from Kubernetes", () => {
    expect(namesOf("- { source_labels: [__address__], target_label: instance }")).toEqual([]);
  });
});

describe("a rule without effect", () => {
  test.each([
    ["matches none", "- { source_labels: [nothing], regex: x, action: drop }", "matches_none"],
    ["keeps all", "- { source_labels: [__meta_kubernetes_pod_name], regex: '[abc]', action: keep }", "keeps_all"],
    ["changes none", "- { source_labels: [job], target_label: job, regex: (j) }", "changes_none"],
  ])("%s", (_guarantee, rule, effect) => {
    expect(namesOf(CLUSTER + rule)).toEqual([["rule-without-effect", { count: 3, effect }]]);
  });

  test("says how many targets come to it, and nothing when none does", () => {
    const drop = "- { source_labels: [__meta_kubernetes_pod_name], regex: a, action: drop }\n";
    const useless = "- { source_labels: [nothing], regex: x, action: drop }\n";
    expect(namesOf(CLUSTER + drop + useless)).toEqual([["rule-without-effect", { count: 2, effect: "matches_none" }]]);
    expect(namesOf(`- { source_labels: [job], regex: j, action: drop }\n${useless}`)).toEqual([]);
  });

  test("a rule that is switched off is not blamed, and numbers do not shift", () => {
    const text = `${CLUSTER}- { source_labels: [nothing], regex: x, action: drop }\n- { source_labels: [nothing], regex: y, action: drop }`;
    expect(findingsOf(text, PODS, [1]).map(({ path }) => path)).toEqual([[2]]);
  });
});

describe("a labelmap that overwrites", () => {
  const map = `- { regex: __meta_kubernetes_pod_label_(.+), action: labelmap }\n${CLUSTER}`;

  test("a label of the job", () => {
    const targets = [pod("a", { __meta_kubernetes_pod_label_job: "other", job: "j" }), pod("b")];
    expect(namesOf(map, targets)).toEqual([["labelmap-overwrites", { label: "job", targets: 1, others: 0 }]]);
  });

  test("another label that it maps", () => {
    const both = map.replace("pod_label", "(?:pod|service)_label");
    const targets = [pod("a", { __meta_kubernetes_pod_label_app: "x", __meta_kubernetes_service_label_app: "y" })];
    expect(namesOf(both, targets)).toEqual([["labelmap-overwrites", { label: "app", targets: 1, others: 0 }]]);
  });

  test("with the same value is no matter", () => {
    expect(
      namesOf(map, [pod("a", { __meta_kubernetes_pod_label_job: "j", __meta_kubernetes_pod_label_app: "x", job: "j" })]),
    ).toEqual([]);
  });
});
