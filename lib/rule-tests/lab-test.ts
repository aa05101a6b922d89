import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { renderYaml, type YamlValue } from "@/lib/prometheus/render-yaml";
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
import { parseSuite } from "./parse-suite";
import { runTest } from "./run-test";

/**
 * The lab's rules, job and version with one target, as a test that expects what becomes of the target now.
 * Rules that are switched off are left out.
 */
export function toNewTest(draft: LabDraft, name: string, discovered: LabelSet): Result<NewTest> {
  const version = versionOf(draft);
  const rules = readRelabelConfigs(draft.rulesText, version);
  if (!rules.ok) return rules;
  const active = rules.value.filter((_rule, index) => !draft.rulesOff.includes(index));
  const test = {
    name,
    scrape_config: { ...jobFields(draft.job), relabel_configs: active.map(toYamlRule) },
    target: discovered,
    prometheus: [formatPrometheusVersion(version)],
  };
  return ok({ ...test, expect: observe(test) });
}

function versionOf({ prometheusVersion }: LabDraft): PrometheusVersion {
  return parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION;
}

/** What the test comes to when it is run as a file: the lab knows nothing of fields that Prometheus refuses. */
function observe(test: Omit<NewTest, "expect">): YamlValue {
  const unfinished = { ...test, expect: { dropped: true } } as unknown as YamlValue;
  const suite = parseSuite(renderYaml({ tests: [unfinished] }));
  const read = suite.ok ? suite.value.tests[0] : undefined;
  const version = read?.versions[0];
  const outcome = read === undefined || version === undefined ? null : runTest(read, version, "", () => null).outcome;
  if (outcome?.kind === "labels") return { labels: outcome.labels };
  return outcome?.kind === "error" ? { error: outcome.stage } : { dropped: true };
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
