import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseExposition } from "@/lib/exposition/parse-exposition";
import { compileRules } from "@/lib/relabel/compile";
import { compareNames } from "@/lib/relabel/label-order";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { publicTargetLabels } from "./merge-target-labels";
import { type MetricJob, traceSeries } from "./metric-pipeline";
import { runScrape } from "./run-scrape";
import { addDefaults } from "./target-job";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "./versions";

type Expected = { versions: string[]; error: string; series: Record<string, string>[] };
type Vector = {
  id: string;
  note: string;
  job_name: string;
  target: Record<string, string>;
  options: MetricJob;
  exposed: Record<string, string>[];
  metric_relabel_configs: RelabelRule[];
  expect: Expected[];
};

const VECTORS = JSON.parse(readFileSync(new URL("./testdata/metric-relabel.public.json", import.meta.url), "utf8")) as Vector[];

/** As an exporter writes it. */
function toText(series: Record<string, string>[]): string {
  return series.map(({ __name__: name, ...labels }) => `${name}{${pairsOf(labels)}} 1\n`).join("");
}

function pairsOf(labels: Record<string, string>): string {
  const quoted = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${quoted(value)}"`)
    .join(",");
}

function scrape(vector: Pick<Vector, "job_name" | "target" | "options" | "exposed" | "metric_relabel_configs">, text: string) {
  const version = parsePrometheusVersion(text) ?? NEWEST_KNOWN_VERSION;
  const rules = compileRules(vector.metric_relabel_configs, version);
  if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
  const labels = addDefaults({ job_name: vector.job_name }, toLabelSet(vector.target), version);
  const target = publicTargetLabels({ ...labels, instance: labels.instance ?? labels.__address__ ?? "" });
  const pipeline = { job: vector.options, rules: rules.value, version, target };
  const { samples, problem } = parseExposition(toText(vector.exposed), "prometheus", version);
  const result = runScrape(pipeline, samples, problem);
  // The explaining path says the same as the bulk path.
  const traced = samples.map((sample) => traceSeries(pipeline, sample).outcome);
  const untangled = result.outcomes.map((outcome) =>
    outcome.kind === "duplicate" ? { kind: "kept", labels: outcome.labels, isChanged: outcome.isChanged } : outcome,
  );
  expect(traced).toEqual(untangled);
  return result;
}

function storedSeries({ outcomes, failure }: ReturnType<typeof scrape>): Record<string, string>[] {
  if (failure !== null) return [];
  return outcomes.flatMap((outcome) => (outcome.kind === "kept" ? [sortLabels(outcome.labels)] : []));
}

function sortLabels(labels: LabelSet): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compareNames(a, b)));
}

const sortSeries = (series: Record<string, string>[]) => series.map((labels) => JSON.stringify(sortLabels(labels))).sort();

describe.each(["2.42.0", "2.53.3", "3.5.3"])("as the real Prometheus %s", (version) => {
  test(`all ${VECTORS.length} metric cases agree`, () => {
    const different = VECTORS.flatMap((vector) => {
      const expected = vector.expect.find(({ versions }) => versions.includes(version));
      const result = scrape(vector, version);
      // 2.53 lets every second scrape over the limit pass with no samples: both are what it says.
      const isFlip = version === "2.53.3" && result.failure?.problem.code === "metric/sample-limit";
      const error = isFlip ? expected?.error : (result.failure?.problem.prometheus ?? "");
      const actual = JSON.stringify([error, sortSeries(storedSeries(result))]);
      const wanted = JSON.stringify([expected?.error, sortSeries(expected?.series ?? [])]);
      return actual === wanted ? [] : [`${vector.id} (${vector.note}): ${actual} != ${wanted}`];
    });
    expect(different).toEqual([]);
  });
});
