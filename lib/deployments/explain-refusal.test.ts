import { expect, test } from "vitest";
import { problem } from "@/lib/result";
import { explainRefusal } from "./explain-refusal";

// Recorded from Debian 12's 2.42.0 and from 3.5.
const PROMTOOL_2_42 =
  "parsing YAML file prometheus.yml: yaml: unmarshal errors:\n  line 3: field kubernetes_sd_configs not found in type config.ScrapeConfig";
const RELOAD_2_42 = `failed to reload config: couldn't load configuration (--config.file="/etc/prometheus/prometheus.yml"): ${PROMTOOL_2_42}`;
const OTHER_FIELD =
  "parsing YAML file prometheus.yml: yaml: unmarshal errors:\n  line 1: field scrape_config_files not found in type config.plain";

test.each([
  ["promtool of a build without discovery", PROMTOOL_2_42, "deployment/no-kubernetes-discovery"],
  ["a reload of such a build", RELOAD_2_42, "deployment/no-kubernetes-discovery"],
  ["a field that the release does not know", OTHER_FIELD, "deployment/reload-failed"],
  ["nothing said", undefined, "deployment/reload-failed"],
])("F-37 %s", (_name, prometheus, code) => {
  const refused = problem("deployment/reload-failed", prometheus === undefined ? {} : { prometheus });
  expect(explainRefusal(refused)).toEqual({ ...refused, code });
});
