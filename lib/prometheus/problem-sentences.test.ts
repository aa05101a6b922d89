import { describe, expect, test } from "vitest";
import { problemText } from "@/lib/i18n/problem-text";
import { checkConfig } from "./check-config";
import { NEWEST_KNOWN_VERSION } from "./versions";

describe.each(["en", "zh-CN"] as const)("sentences in %s", (locale) => {
  test("a problem reads as a sentence with its parameters", () => {
    const [found] = checkConfig("scrape_configs:\n- job_name: a\n  honor_labels: 'true'\n", NEWEST_KNOWN_VERSION);
    const text = found === undefined ? "" : problemText(locale, found);
    expect(text).toContain("honor_labels");
    expect(text).toContain(locale === "en" ? "true or false, without quotes" : "不带引号的 true 或 false");
  });
});
