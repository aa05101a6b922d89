import { expect, test } from "vitest";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { explainOutcome } from "./explain-outcome";
import { sayIn } from "./testing/say-in";

const V3 = { major: 3, minor: 5 };
const scrape = "__meta_kubernetes_service_annotation_prometheus_io_scrape";

test.each<[string, RelabelRule, Record<string, string>, string, string]>([
  [
    "a label that is missing",
    { source_labels: [scrape], regex: "true", action: "keep" },
    {},
    "Dropped by rule 3, because the service annotation prometheus.io/scrape was missing and must be exactly “true”.",
    "被第 3 条规则丢弃，因为服务注解 prometheus.io/scrape 的值是空（不存在），而它必须恰好为“true”。",
  ],
  [
    "a label with another value",
    { source_labels: [scrape], regex: "true", action: "keep" },
    { [scrape]: "false" },
    "Dropped by rule 3, because the service annotation prometheus.io/scrape was “false” and must be exactly “true”.",
    "被第 3 条规则丢弃，因为服务注解 prometheus.io/scrape 的值是“false”，而它必须恰好为“true”。",
  ],
  [
    "the one of several labels that did not fit",
    {
      source_labels: ["__meta_kubernetes_namespace", "__meta_kubernetes_service_name"],
      regex: "default;kubernetes",
      action: "keep",
    },
    { __meta_kubernetes_namespace: "default", __meta_kubernetes_service_name: "web" },
    "Dropped by rule 3, because the service name was “web” and must be exactly “kubernetes”.",
    "被第 3 条规则丢弃，因为服务名称的值是“web”，而它必须恰好为“kubernetes”。",
  ],
  [
    "a joined value whose parts cannot be told apart",
    { source_labels: ["a", "b"], regex: "x;.*|.*;y", action: "keep" },
    { a: "1", b: "2" },
    "Dropped by rule 3, because the label a and label b, joined with “;”, was “1;2” and must begin with “x;” or must end with “;y”.",
    "被第 3 条规则丢弃，因为用“;”连接起来的标签 a 和标签 b 的值是“1;2”，而它必须以“x;”开头或必须以“;y”结尾。",
  ],
  [
    "a value to be dropped",
    { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Pending|Failed", action: "drop" },
    { __meta_kubernetes_pod_phase: "Failed" },
    "Dropped by rule 3, because the pod phase was “Failed”.",
    "被第 3 条规则丢弃，因为 Pod 阶段的值是“Failed”。",
  ],
  [
    "several values to be dropped together",
    { source_labels: ["__tmp_port", "__meta_kubernetes_pod_container_port_protocol"], regex: ";(?:UDP|SCTP)", action: "drop" },
    { __meta_kubernetes_pod_container_port_protocol: "UDP" },
    "Dropped by rule 3, because the temporary label __tmp_port was missing and the container port protocol was “UDP”.",
    "被第 3 条规则丢弃，因为临时标签 __tmp_port 的值是空（不存在），且容器端口协议的值是“UDP”。",
  ],
  [
    "labels that should be equal",
    { source_labels: ["a"], target_label: "b", action: "keepequal" },
    { a: "1" },
    "Dropped by rule 3, because the label a was “1”, but label b was missing.",
    "被第 3 条规则丢弃，因为标签 a 的值是“1”，而标签 b 的值是空（不存在）。",
  ],
  [
    "labels that should differ",
    { source_labels: ["a"], target_label: "b", action: "dropequal" },
    { a: "1", b: "1" },
    "Dropped by rule 3, because the label a was “1”, the same as label b.",
    "被第 3 条规则丢弃，因为标签 a 的值是“1”，与标签 b 相同。",
  ],
  [
    "a keep without source labels",
    { regex: "x", action: "keep" },
    {},
    "Dropped by rule 3, because the rule has no source labels and its regex does not match an empty text.",
    "被第 3 条规则丢弃，因为规则没有源标签，而它的正则表达式不匹配空文本。",
  ],
  [
    "an action in capitals",
    { source_labels: ["a"], regex: ".+", action: "KEEP" },
    {},
    "Dropped by rule 3, because the label a was missing and must not be empty.",
    "被第 3 条规则丢弃，因为标签 a 的值是空（不存在），而它不能为空。",
  ],
])("says why a target was dropped: %s", (_guarantee, rule, labels, en, zh) => {
  const said = explainOutcome({ kind: "dropped", ruleIndex: 2, rule, labels }, V3);
  expect([sayIn("en", said), sayIn("zh-CN", said)]).toEqual([en, zh]);
});

test("says that a target is kept, and what is scraped", () => {
  const said = explainOutcome({ kind: "kept", scrapeUrl: "http://h:1/metrics" }, V3);
  expect(sayIn("en", said)).toBe("Kept: Prometheus scrapes http://h:1/metrics.");
  expect(sayIn("zh-CN", said)).toBe("已保留：Prometheus 抓取 http://h:1/metrics。");
});

test("a long value is cut", () => {
  const rule = { source_labels: ["a"], regex: "x", action: "keep" };
  const said = sayIn("en", explainOutcome({ kind: "dropped", ruleIndex: 0, rule, labels: { a: "y".repeat(5_000) } }, V3));
  expect(said.length).toBeLessThan(300);
});
