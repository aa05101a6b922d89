import "server-only";
import { cookies, headers } from "next/headers";
import { createTranslator, type NamespaceKeys, type NestedKeyOf } from "use-intl/core";
import { CATALOGUES, type Messages } from "./catalogues";
import { isLocale, LOCALE_COOKIE, type Locale, negotiateLocale } from "./locales";

/** Language of this request: the chosen one, else what the browser prefers. */
export async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  return isLocale(chosen) ? chosen : negotiateLocale((await headers()).get("accept-language"));
}

/** Translator for server components: titles and the few sentences that no client component draws. */
export async function requestTranslator<Namespace extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(namespace: Namespace) {
  const locale = await requestLocale();
  return createTranslator<Messages, Namespace>({ locale, messages: CATALOGUES[locale], namespace, timeZone: "UTC" });
}
