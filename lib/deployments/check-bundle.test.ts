import { expect, test } from "vitest";
import type { RenderCluster } from "@/lib/bundles/bundle";
import { renderConfig } from "@/lib/bundles/render-config";
import { checkConfig } from "@/lib/prometheus/check-config";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { checkBundle } from "./check-bundle";

const V3: PrometheusVersion = { major: 3, minor: 5, patch: 3 };
const V2: PrometheusVersion = { major: 2, minor: 42, patch: 0 };

function cluster(name: string): RenderCluster {
  const jobs = (["nodes", "pods"] as const).map((template) => ({ template, parameters: {} }));
  const files = { tokenFile: `promfleet/${name}/token`, caFile: null };
  return { name, apiServer: "https://h:6443", tlsServerName: null, labels: {}, jobs, ...files };
}

// The whole text, checked at once, is the measure: the same mistakes at the same places.
type Row = [
  what: string,
  version: PrometheusVersion,
  baseConfig: string,
  broken: [from: RegExp, to: string] | null,
  count: number,
];
test.each<Row>([
  ["nothing to find", V3, "global:\n  scrape_interval: 15s\n", null, 0],
  ["no base config", V3, "", null, 0],
  ["a field that nobody knows, in one cluster", V3, "", [/scheme: https/, "schema: https"], 1],
  ["a regex in every job", V3, "rule_files: [a.yml]\n", [/regex: \S+/g, "regex: '('"], 40],
  [
    "a timeout beyond the global interval",
    V3,
    "global:\n  scrape_interval: 5s\n",
    [/scheme: https/, "scheme: https\n    scrape_timeout: 9s"],
    1,
  ],
  [
    "mistakes of the base config, before and behind its jobs",
    V3,
    "globel: {}\nscrape_configs:\n  - job_name: own\n    x: y\nrule_filez: []\n",
    null,
    3,
  ],
  ["the same, behind the jobs", V3, "scrape_configs:\nglobal:\n  metric_name_validation_scheme: nonsense\n", null, 1],
  ["a wrong scheme of names that jobs inherit", V3, "global:\n  metric_name_validation_scheme: nonsense\n", null, 1],
  ["a field that came later", V2, "scrape_config_files: [a.yml]\n", null, 1],
])("%s", async (_what, version, baseConfig, broken, count) => {
  const server = { selfAddress: "h:9090", url: "http://h:9090", prometheusVersion: version };
  const rendered = renderConfig({ server, baseConfig, clusters: [cluster("alpha"), cluster("beta")] });
  if (!rendered.ok) throw new Error(rendered.problems[0].code);
  const { jobs, text } = rendered.value;
  const config = broken === null ? text : text.replace(...broken);
  const isLonger = config.split("\n").length > text.split("\n").length;
  const moved = isLonger
    ? jobs.map((job, index) => ({ ...job, lastLine: job.lastLine + 1, firstLine: job.firstLine + Number(index > 0) }))
    : jobs;
  const whole = checkConfig(config, version);
  expect(await checkBundle({ config, jobs: moved }, version)).toEqual(whole);
  // What was found flawless is known wherever it stands; a mistake has the place where it stands now.
  expect(await checkBundle({ config: `\n${config}`, jobs: moved.map(down) }, version)).toEqual(
    checkConfig(`\n${config}`, version),
  );
  expect(whole).toHaveLength(count);
});

function down<T extends { firstLine: number; lastLine: number }>(job: T): T {
  return { ...job, firstLine: job.firstLine + 1, lastLine: job.lastLine + 1 };
}
