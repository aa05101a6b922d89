import { expect, test } from "vitest";
import { isInDirectory } from "./config-place";
import { isEditorTab, parseServerTab } from "./server-tabs";

test.each([
  ["the same folder", "/etc/prometheus/prometheus.yml", "/etc/prometheus", true],
  ["a slash at the end", "/etc/prometheus/prometheus.yml", "/etc/prometheus/", true],
  ["the root", "/prometheus.yml", "/", true],
  ["another folder", "/prometheus/prometheus.yml", "/etc/prometheus", false],
  ["a folder inside", "/etc/prometheus/conf/prometheus.yml", "/etc/prometheus", false],
  ["a folder that begins alike", "/etc/prometheus2/prometheus.yml", "/etc/prometheus", false],
  ["a relative name is no evidence", "prometheus.yml", "/etc/prometheus", true],
])("%s", (_guarantee, configFile, directory, expected) => {
  expect(isInDirectory(configFile, directory)).toBe(expected);
});

test("a URL with an unknown tab shows the overview", () => {
  expect([null, "", "plan", "base-config", "nonsense"].map(parseServerTab)).toEqual([
    "overview",
    "overview",
    "plan",
    "base-config",
    "overview",
  ]);
  expect(["settings", "base-config", "plan"].map((tab) => isEditorTab(parseServerTab(tab)))).toEqual([true, true, false]);
});
