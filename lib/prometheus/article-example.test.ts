import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import { compileRules } from "@/lib/relabel/compile";
import { parseLabels } from "@/lib/relabel/parse-labels";
import { readRelabelConfigs } from "./read-relabel-configs";
import { type TargetTranscript, traceTarget } from "./target-pipeline";
import { parsePrometheusVersion } from "./versions";

const PROMTOOL = ".cache/parts/prometheus-3.5/usr/bin/promtool";

function traceArticle(versionText: string): TargetTranscript {
  const version = parsePrometheusVersion(versionText);
  const labels = parseLabels(ARTICLE_EXAMPLE.labelsText);
  if (version === null || !labels.ok) throw new Error("the example cannot be read");
  const rules = readRelabelConfigs(ARTICLE_EXAMPLE.rulesText, version);
  const compiled = rules.ok ? compileRules(rules.value, version) : rules;
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return traceTarget({ job: ARTICLE_EXAMPLE.job, rules: compiled.value, version }, labels.value);
}

// What promtool 3.5.3 answers for the same rules and labels.
const FINAL_LABELS = {
  __address__: "192.168.65.3:9100",
  __metrics_path__: "/metrics",
  __scheme__: "http",
  __scrape_interval__: "1m",
  __scrape_timeout__: "10s",
  app: "prometheus",
  chart: "prometheus-7.4.1",
  component: "node-exporter",
  heritage: "Tiller",
  instance: "192.168.65.3:9100",
  job: "kubernetes-service-endpoints",
  kubernetes_name: "prometheus-node-exporter",
  kubernetes_namespace: "default",
  release: "prometheus",
};

describe("the article's worked example", () => {
  test.each(["2.42.0", "2.53.3", "3.5.3"])("ends in %s with exactly these labels", (version) => {
    const { outcome } = traceArticle(version);
    expect(outcome).toMatchObject({ kind: "kept", scrapeUrl: "http://192.168.65.3:9100/metrics" });
    expect(outcome.kind === "kept" ? { ...outcome.labels } : null).toEqual(FINAL_LABELS);
  });

  test("each of the seven rules does what the article says", () => {
    const { steps, implicit } = traceArticle("3.5.3");
    const effects = ["kept", "no_match", "no_match", "no_match", "added", "added", "added"];
    expect(steps.map((step) => step.effect)).toEqual(effects);
    expect(implicit.map((step) => step.kind)).toEqual(["meta_removed", "instance"]);
  });

  test.skipIf(!existsSync(PROMTOOL))("is what the promtool beside us makes of it", () => {
    const folder = mkdtempSync(join(tmpdir(), "promfleet-article-"));
    try {
      expect(askPromtool(folder)).toEqual(FINAL_LABELS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function askPromtool(folder: string): unknown {
  const labels = parseLabels(ARTICLE_EXAMPLE.labelsText);
  const { __address__, job: _, ...rest } = labels.ok ? labels.value : {};
  writeFileSync(join(folder, "sd.json"), JSON.stringify([{ targets: [__address__], labels: rest }]));
  const rules = ARTICLE_EXAMPLE.rulesText.replace(/^/gm, "  ");
  const job = ARTICLE_EXAMPLE.job.job_name;
  const config = `scrape_configs:\n- job_name: ${job}\n  file_sd_configs: [{files: [sd.json]}]\n${rules}`;
  writeFileSync(join(folder, "p.yml"), config);
  const answer = execFileSync(PROMTOOL, ["check", "service-discovery", "--timeout=2s", join(folder, "p.yml"), job], {
    encoding: "utf8",
  });
  const [target] = JSON.parse(answer) as { labels: unknown }[];
  return target?.labels;
}
