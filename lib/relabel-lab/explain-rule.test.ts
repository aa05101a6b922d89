import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { explainRule } from "./explain-rule";
import { builtInStarts } from "./starts";
import { sayIn } from "./testing/say-in";

const V3 = { major: 3, minor: 5, patch: 3 };
const LIB = join(import.meta.dirname, "..");

function read(text: string): RelabelRule[] {
  const rules = readRelabelConfigs(text, V3);
  if (!rules.ok) throw new Error(`${rules.problems[0].code}: ${text}`);
  return rules.value;
}

function show(rule: RelabelRule): string {
  return JSON.stringify({ ...rule, ranges: undefined, ...(rule.modulus == null ? {} : { modulus: Number(rule.modulus) }) });
}

function sentencesOf(rule: RelabelRule): [en: string, zh: string] {
  const said = explainRule(rule, V3);
  return [sayIn("en", said), sayIn("zh-CN", said)];
}

/** Rules whose sentences are worth reading, beside those of our templates. */
const MORE = read(readFileSync(join(import.meta.dirname, "testdata/explained-rules.yml"), "utf8"));

function templateRules(): RelabelConfig[] {
  const rules = builtInStarts().flatMap(({ config }) => [...config.relabel_configs, ...(config.metric_relabel_configs ?? [])]);
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

test("reads well: rules of the article, of every job template, and common ones", async () => {
  const rules = [...read(ARTICLE_EXAMPLE.rulesText), ...templateRules(), ...MORE];
  const lines = rules.map((rule) => [show(rule), ...sentencesOf(rule)].join("\n  "));
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("testdata/explanations.golden.txt");
});

test.each<[string, string, string]>([
  [
    "- { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_scrape], regex: 'true', action: keep }",
    "Keeps only targets whose service annotation prometheus.io/scrape is exactly “true”.",
    "只保留服务注解 prometheus.io/scrape 恰好为“true”的 target。",
  ],
  [
    "- { source_labels: [__meta_kubernetes_pod_name], target_label: pod }",
    "Copies the pod name into label pod.",
    "把 Pod 名称复制到标签 pod。",
  ],
  [
    "- { source_labels: [__address__, __meta_kubernetes_service_annotation_prometheus_io_port], regex: '([^:]+)(?::\\d+)?;(\\d+)', target_label: __address__, replacement: '$1:$2' }",
    "Sets the address to “‹host of the address›:‹service annotation prometheus.io/port›” for targets whose service annotation prometheus.io/port is a number.",
    "对于服务注解 prometheus.io/port 为数字的 target，把地址设为“‹地址中的主机›:‹服务注解 prometheus.io/port›”。",
  ],
  [
    "- { regex: __meta_kubernetes_pod_label_(.+), action: labelmap }",
    "Copies every Kubernetes label of the pod to a label of the same name.",
    "把 Pod 的每个 Kubernetes 标签复制为同名标签。",
  ],
])("%s", (text, en, zh) => {
  const [rule = {}] = read(text);
  expect(sentencesOf(rule)).toEqual([en, zh]);
});

test("rules of metric_relabel_configs are about series", () => {
  const said = explainRule({ source_labels: ["__name__"], regex: "go_.*", action: "drop" }, V3, "metric");
  expect(sayIn("en", said)).toBe("Drops series whose metric name begins with “go_”.");
  expect(sayIn("zh-CN", said)).toBe("丢弃指标名称以“go_”开头的序列。");
});

function isText(value: unknown): boolean {
  return value === null || typeof value === "string" || Array.isArray(value);
}

describe("every rule that a test of ours knows gets whole sentences", () => {
  const vectors = readdirSync(join(LIB, "relabel/testdata")).filter((name) => name.endsWith(".json"));
  test.each(vectors)("%s", (name) => {
    const cases = JSON.parse(readFileSync(join(LIB, "relabel/testdata", name), "utf8")) as { relabel_configs?: RelabelRule[] }[];
    // Numbers and booleans as YAML has them unquoted are read as texts before anybody explains them.
    const isRead = (rule: RelabelRule | null) => typeof rule === "object" && rule !== null && Object.values(rule).every(isText);
    const rules = cases.flatMap(({ relabel_configs }) => relabel_configs ?? []).filter(isRead);
    const wrong = rules
      .filter((rule) => rule !== null)
      .flatMap((rule) => {
        const [en, zh] = sentencesOf(rule);
        const isWhole =
          /^[A-Z].*\.$/s.test(en) &&
          /。$/.test(zh) &&
          !/undefined|\[object/.test(en + zh) &&
          !/ {2}/.test(en.replaceAll(/“.*”/gs, "x"));
        return isWhole ? [] : [[JSON.stringify(rule), en, zh]];
      });
    expect(wrong).toEqual([]);
  });
});
