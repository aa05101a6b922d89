import { expect, test } from "vitest";
import { type Visibility, visibilityOf } from "./visible-change";

const CONFIG = `global:
  scrape_interval: 15s
  external_labels:
    region: one
rule_files:
  - a.yml
scrape_configs:
  - job_name: own
    basic_auth:
      username: u
      password: p
  - job_name: alpha/nodes
    scheme: https
    relabel_configs:
      - target_label: x
        replacement: y
`;

test.each<[what: string, after: string, visibility: Visibility]>([
  ["the same", CONFIG, "none"],
  ["a comment", `# one\n${CONFIG}`, "none"],
  ["another spelling of a time", CONFIG.replace("15s", "0m15s"), "none"],
  ["a default that was not written before", CONFIG.replace("scheme: https", "scheme: https\n    metrics_path: /metrics"), "none"],
  ["a password, which is masked", CONFIG.replace("password: p", "password: q"), "none"],
  ["a time", CONFIG.replace("15s", "16s"), "certain"],
  ["an external label", CONFIG.replace("region: one", "region: two"), "certain"],
  ["an external label from its environment", CONFIG.replace("region: one", "region: one\n    zone: $" + "{ZONE}"), "possible"],
  ["a field of a job", CONFIG.replace("    scheme: https\n", ""), "certain"],
  ["a rule file", CONFIG.replace("a.yml", "b.yml"), "possible"],
  ["a relabel rule", CONFIG.replace("replacement: y", "replacement: z"), "possible"],
])("%s: %#", (_what, after, visibility) => {
  expect(visibilityOf(CONFIG, after)).toBe(visibility);
});

test("of a configuration that nobody knows anything may have changed", () => {
  expect(visibilityOf(null, CONFIG)).toBe("possible");
});
