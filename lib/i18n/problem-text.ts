import { createTranslator } from "use-intl/core";
import type { Problem } from "@/lib/result";
import { CATALOGUES } from "./catalogues";
import type { Locale } from "./locales";

/** The sentence of a problem in one language; the code itself when the catalogue has no sentence for it. */
export function problemText(locale: Locale, problem: Pick<Problem, "code" | "parameters">): string {
  const t = createTranslator({
    locale,
    messages: CATALOGUES[locale],
    onError: () => undefined,
    getMessageFallback: () => problem.code,
  });
  const key = `problems.${problem.code.replaceAll("/", ".")}`;
  return t(key as never, problem.parameters as never);
}
