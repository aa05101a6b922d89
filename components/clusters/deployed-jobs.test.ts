import { expect, test } from "vitest";
import { jobsOfCluster } from "./deployed-jobs";

const CONFIG = `global:
  scrape_interval: 30s
scrape_configs:
  - job_name: own
    static_configs: []
  - job_name: alpha/nodes
    relabel_configs:
      - target_label: cluster
  - job_name: "alpha-two/nodes"
    scheme: https
  - job_name: alpha/pods
    scheme: https
rule_files:
  - rules.yml
`;

test.each([
  [
    "all jobs of the cluster and nothing of its neighbours or of the sections behind",
    "alpha",
    `scrape_configs:
  - job_name: alpha/nodes
    relabel_configs:
      - target_label: cluster
  - job_name: alpha/pods
    scheme: https
`,
  ],
  ["a quoted name", "alpha-two", 'scrape_configs:\n  - job_name: "alpha-two/nodes"\n    scheme: https\n'],
  ["a cluster that was never deployed", "beta", null],
])("%s", (_guarantee, cluster, expected) => {
  expect(jobsOfCluster(CONFIG, cluster)).toBe(expected);
});
