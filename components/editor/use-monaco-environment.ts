import { useComputedColorScheme } from "@mantine/core";
import { useLayoutEffect } from "react";
import { useLocale } from "use-intl";
import { DEFAULT_LOCALE, isLocale } from "@/lib/i18n/locales";
import { monaco, prepareYaml } from "./monaco";
import { THEME_NAMES } from "./themes";

/** Keeps Monaco's theme (one for the whole page) and its YAML texts in step with the page. */
export function useMonacoEnvironment(): void {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const locale = useLocale();

  useLayoutEffect(() => prepareYaml(isLocale(locale) ? locale : DEFAULT_LOCALE), [locale]);
  useLayoutEffect(() => monaco.editor.setTheme(THEME_NAMES[scheme]), [scheme]);
}
