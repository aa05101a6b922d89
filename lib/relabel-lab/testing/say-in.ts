import { createFormatter, createTranslator } from "use-intl/core";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import type { Locale } from "@/lib/i18n/locales";
import type { Explanation } from "@/lib/relabel-lab/explanation";
import { sayExplanation, type Voice } from "@/lib/relabel-lab/say-explanation";

const voices = new Map<Locale, Voice>();

/** Says an explanation in one language; a missing key or parameter is an error. */
export function sayIn(locale: Locale, explanation: Explanation): string {
  const voice = voices.get(locale) ?? makeVoice(locale);
  voices.set(locale, voice);
  return sayExplanation(explanation, voice);
}

function makeVoice(locale: Locale): Voice {
  const t = createTranslator({
    locale,
    messages: CATALOGUES[locale],
    namespace: "explanations",
    onError: (error) => {
      throw error;
    },
  });
  const { list } = createFormatter({ locale });
  return {
    phrase: (key, parameters) => t(key as never, parameters as never),
    list: (items, join) => list(items, { type: join === "and" ? "conjunction" : "disjunction" }),
  };
}
