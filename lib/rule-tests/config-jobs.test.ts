import { expect, test } from "vitest";
import { buildTarget } from "@/lib/prometheus/target-pipeline";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { toLabelSet } from "@/lib/relabel/label-set";
import { openConfiguration } from "./config-jobs";

const V36 = { major: 3, minor: 6, patch: 0 };
const V38 = { major: 3, minor: 8, patch: 0 };

/** Which label a job whose rule copies a name into a label's name writes. */
function writtenBy(scheme: { global?: string; job?: string }, version: PrometheusVersion): string | null {
  const field = (value: string | undefined, indent: string) =>
    value === undefined ? "" : `${indent}metric_name_validation_scheme: ${value}\n`;
  const text = [
    `global:\n${field(scheme.global, "  ")}  metric_name_escaping_scheme: underscores`,
    `scrape_configs:\n- job_name: a\n${field(scheme.job, "  ")}  metric_name_escaping_scheme: underscores`,
    "  relabel_configs: [{source_labels: [from], target_label: '$1', replacement: x}]\n",
  ].join("\n");
  const configuration = openConfiguration([{ file: "prometheus.yml", text }]);
  const compiled = configuration.compile("a", version);
  if (!compiled.ok) throw new Error("bad config");
  const outcome = buildTarget(compiled.pipeline, toLabelSet({ __address__: "h:1", from: "a.b" }));
  return outcome?.kind === "kept" ? (outcome.labels["a.b"] ?? null) : null;
}

test.each<[guarantee: string, scheme: { global?: string; job?: string }, version: PrometheusVersion, written: string | null]>([
  ["without a scheme any name may be written", {}, V38, "x"],
  ["a legacy job writes legacy names only", { job: "legacy" }, V38, null],
  ["a job inherits the global scheme", { global: "legacy" }, V38, null],
  ["a job's own scheme wins", { global: "legacy", job: "utf8" }, V38, "x"],
  ["before 3.7 rules ignore the scheme", { job: "legacy" }, V36, "x"],
])("%s", (_guarantee, scheme, version, written) => {
  expect(writtenBy(scheme, version)).toBe(written);
});
