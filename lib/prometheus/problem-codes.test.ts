import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import { problemText } from "@/lib/i18n/problem-text";
import { checkConfig } from "./check-config";
import { NEWEST_KNOWN_VERSION } from "./versions";

const AREAS = ["relabel", "label", "duration", "target", "config"] as const;

/** Codes as they are written in the sources of the core; those put together from parts are listed. */
function codesInSources(): Set<string> {
  const folders = ["lib/relabel/", "lib/prometheus/"];
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
      .map((name) => readFileSync(folder + name, "utf8")),
  );
  const written = sources.flatMap((text) =>
    [...text.matchAll(/"((?:relabel|label|duration|target|config)\/[a-z0-9-]+)"/g)].map(([, code]) => code ?? ""),
  );
  const times = ["interval", "timeout", "zero-interval", "zero-timeout"].map((what) => `target/${what}`);
  const kubernetes = sources.flatMap((text) =>
    [...text.matchAll(/say\(\s*"[a-z_]+",\s*"([a-z-]+)"/g)].map(([, what]) => `config/kubernetes-${what}`),
  );
  return new Set([...written, ...times, ...kubernetes]);
}

describe.each(["en", "zh-CN"] as const)("sentences in %s", (locale) => {
  test.each(AREAS)("area %s has one for every code, and no other", (area) => {
    const codes = [...codesInSources()].filter((code) => code.startsWith(`${area}/`)).map((code) => code.slice(area.length + 1));
    expect(Object.keys(CATALOGUES[locale].problems[area]).sort()).toEqual(codes.sort());
  });

  test("a problem reads as a sentence with its parameters", () => {
    const [found] = checkConfig("scrape_configs:\n- job_name: a\n  honor_labels: 'true'\n", NEWEST_KNOWN_VERSION);
    const text = found === undefined ? "" : problemText(locale, found);
    expect(text).toContain("honor_labels");
    expect(text).toContain(locale === "en" ? "true or false, without quotes" : "不带引号的 true 或 false");
  });
});
