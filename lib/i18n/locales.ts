export const LOCALES = ["en", "zh-CN"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "en";

/** Cookie that holds the chosen language; no URL prefix, so that a shared link works for both. */
export const LOCALE_COOKIE = "promfleet_locale";

export function isLocale(text: string | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text);
}

/** The first supported language of an Accept-Language header, else English. */
export function negotiateLocale(acceptLanguage: string | null): Locale {
  for (const range of (acceptLanguage ?? "").split(",")) {
    const tag = range.split(";")[0]?.trim().toLowerCase() ?? "";
    if (tag.startsWith("zh")) return "zh-CN";
    if (tag.startsWith("en")) return "en";
  }
  return DEFAULT_LOCALE;
}
