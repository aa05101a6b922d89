import { expect, test } from "vitest";
import { renderConfig } from "@/lib/bundles/render-config";
import { JOB_TEMPLATE_IDS } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { jobsOfCluster } from "./deployed-jobs";

const SERVER = { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" };

function cluster(name: string) {
  return {
    name,
    apiServer: `https://${name}:6443`,
    tlsServerName: null,
    caFile: "ca.crt",
    tokenFile: "token",
    labels: { tier: "gold" },
    jobs: JOB_TEMPLATE_IDS.map((template) => ({ template, parameters: {} })),
  };
}

function render(baseConfig: string, names: readonly string[]): string {
  const rendered = renderConfig({ server: SERVER, baseConfig, clusters: names.map(cluster) });
  return rendered.ok ? rendered.value.text : JSON.stringify(rendered.problems);
}

// A line that differs here would be marked as changed in the form of a cluster that nobody has changed.
test.each([
  ["no base config", ""],
  ["jobs of the user before ours", "scrape_configs:\n  - job_name: own\n    static_configs: []\n"],
  ["jobs that are not indented", "scrape_configs:\n- job_name: own\n  static_configs: []\n"],
  ["jobs that are indented far", "scrape_configs:\n      - job_name: own\n        static_configs: []\n"],
  ["sections behind the jobs", "scrape_configs:\n  - job_name: own\n# mine\nrule_files:\n  - rules.yml\n"],
  ["lines that end as on Windows", "global:\r\n  scrape_interval: 30s\r\nscrape_configs:\r\n  - job_name: own\r\n"],
])("each cluster of several has the same text as alone: %s", (_guarantee, base) => {
  const deployed = render(base, ["alpha", "alpha-two", "beta"]);
  for (const name of ["alpha", "alpha-two", "beta"]) expect(jobsOfCluster(deployed, name)).toBe(render("", [name]));
});

test("a cluster that was never deployed has no jobs", () => {
  expect(jobsOfCluster(render("", ["alpha-two"]), "alpha")).toBeNull();
});
