import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import type { YamlValue } from "@/lib/prometheus/render-yaml";
import type { TargetOutcome } from "@/lib/prometheus/target-pipeline";
import {
  formatPrometheusVersion,
  NEWEST_KNOWN_VERSION,
  type PrometheusVersion,
  parsePrometheusVersion,
} from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import type { LabelSet } from "@/lib/relabel/label-set";
import { RELABEL_FIELDS, type RelabelRule } from "@/lib/relabel/relabel-rule";
import { DEFAULT_JOB, type LabDraft, parseParams } from "@/lib/relabel-lab/lab-draft";
import { ok, type Result } from "@/lib/result";
import type { CompiledJob, ConfigProblem } from "./config-jobs";
import type { NewTest } from "./edit-suite";

/** What the lab shows as the outcome of a target, as far as a test expects it. */
export type LabOutcome =
  | { readonly kind: "kept"; readonly labels: LabelSet }
  | { readonly kind: "dropped" }
  | { readonly kind: "error" };

export function toLabOutcome(outcome: TargetOutcome): LabOutcome {
  return outcome.kind === "kept" ? { kind: "kept", labels: outcome.labels } : { kind: outcome.kind };
}

/** The lab's rules, job and version with one target and its outcome, as a test. Rules that are switched off are left out. */
export function toNewTest(draft: LabDraft, name: string, discovered: LabelSet, outcome: LabOutcome): Result<NewTest> {
  const version = versionOf(draft);
  const rules = readRelabelConfigs(draft.rulesText, version);
  if (!rules.ok) return rules;
  const active = rules.value.filter((_rule, index) => !draft.rulesOff.includes(index));
  return ok({
    name,
    scrape_config: { ...jobFields(draft.job), relabel_configs: active.map(toYamlRule) },
    target: discovered,
    prometheus: [formatPrometheusVersion(version)],
    expect: toExpectation(outcome),
  });
}

function versionOf({ prometheusVersion }: LabDraft): PrometheusVersion {
  return parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION;
}

function toExpectation(outcome: LabOutcome): YamlValue {
  if (outcome.kind === "kept") return { labels: outcome.labels };
  return outcome.kind === "dropped" ? { dropped: true } : { error: "target" };
}

/** Only what differs from Prometheus's defaults. */
function jobFields({ params, ...job }: LabDraft["job"]): { readonly [key: string]: YamlValue } {
  const { job_name, ...rest } = job;
  const isTime = (field: string) => field === "scrape_interval" || field === "scrape_timeout";
  const written = Object.entries(rest).filter(([field, value]) => {
    return value !== DEFAULT_JOB[field as keyof typeof rest] && !(value === "" && isTime(field));
  });
  const parameters = parseParams(params);
  return {
    job_name,
    ...Object.fromEntries(written),
    ...(Object.keys(parameters).length === 0 ? {} : { params: parameters }),
  };
}

/** Absent, null and empty differ, so each field is written as it was read. */
function toYamlRule(rule: RelabelRule): YamlValue {
  return Object.fromEntries(RELABEL_FIELDS.flatMap((field) => (rule[field] === undefined ? [] : [[field, rule[field]]])));
}

/** The lab's rules and job, to run saved tests with rules that are being edited. */
export function compileLabJob(draft: LabDraft, version: PrometheusVersion): CompiledJob {
  const rules = readRelabelConfigs(draft.rulesText, version);
  const compiled = rules.ok ? compileRules(rules.value, version) : rules;
  if (compiled.ok) {
    const job = { ...draft.job, params: parseParams(draft.job.params) };
    const active = compiled.value.filter(({ index }) => !draft.rulesOff.includes(index));
    return { ok: true, pipeline: { job, rules: active, version } };
  }
  const [first, ...rest] = compiled.problems;
  const inLab = (problem: ConfigProblem["problem"]): ConfigProblem => ({ file: "", problem });
  return { ok: false, problems: [inLab(first), ...rest.map(inLab)] };
}
