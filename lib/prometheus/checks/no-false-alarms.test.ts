import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { checkRules } from "./check-rules";

const V3 = { major: 3, minor: 5, patch: 3 };
const TEMPLATES = join(import.meta.dirname, "../../job-templates");

function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.tag === "int" ? Number(node.text) : node.text;
  if (node.kind === "sequence") return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

function jobsOf(file: string): ScrapeConfig[] {
  const document = parseYaml(readFileSync(join(TEMPLATES, file), "utf8"));
  const jobs = document.ok ? valueUnder(document.value.root, "scrape_configs") : null;
  return jobs === null ? [] : (plain(jobs) as ScrapeConfig[]);
}

const jobs = readdirSync(TEMPLATES)
  .filter((name) => name.endsWith(".golden.yml"))
  .flatMap(jobsOf);

test("there are jobs of all nine templates", () => expect(jobs.length).toBeGreaterThanOrEqual(9));

describe("the jobs of our own templates have no findings", () => {
  test.each(jobs.map((job) => [job.job_name, job] as const))("%s", (_name, job) => {
    expect(checkRules(job.relabel_configs as RelabelRule[], { version: V3, scrapeConfig: job })).toEqual([]);
    expect(checkRules((job.metric_relabel_configs ?? []) as RelabelRule[], { version: V3, kind: "metric" })).toEqual([]);
  });
});

const namesOf = (text: string, metrics_path = "/metrics") => {
  const rules = readRelabelConfigs(text, V3);
  if (!rules.ok) throw new Error(rules.problems[0].code);
  return checkRules(rules.value, { version: V3, scrapeConfig: { metrics_path } }).map(({ code }) => code.replace("finding/", ""));
};

test("the article's example has no findings in its text", () => expect(namesOf(ARTICLE_EXAMPLE.rulesText)).toEqual([]));
