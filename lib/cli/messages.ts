import { createTranslator } from "use-intl/core";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import type { Locale } from "@/lib/i18n/locales";
import { problemText } from "@/lib/i18n/problem-text";
import type { Problem } from "@/lib/result";

/** The language of a terminal: --lang, else the environment, else English. */
export function terminalLocale(chosen: string | undefined, environment: Readonly<Record<string, string | undefined>>): Locale {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const language = chosen ?? [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== "") ?? "";
  return language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function translator(locale: Locale) {
  return createTranslator({ locale, messages: CATALOGUES[locale], namespace: "cli" });
}

/** A finding and the file it is in. */
export type Finding = { readonly file: string; readonly problem: Problem };

/** One line per finding, as compilers write them: FILE:LINE:COLUMN: sentence, with Prometheus's own words if it has some. */
export function formatFinding({ file, problem }: Finding, locale: Locale): string {
  const place = problem.range === undefined ? "" : `:${problem.range.line}:${problem.range.column}`;
  const sentence = problemText(locale, problem);
  const words = problem.prometheus === undefined ? "" : ` (Prometheus: ${problem.prometheus})`;
  return `${file}${place}: ${sentence}${words} [${problem.code}]`;
}
