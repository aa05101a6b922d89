"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconLanguage } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { useLocale, useTranslations } from "use-intl";
import { LOCALE_COOKIE, LOCALES, type Locale } from "@/lib/i18n/locales";

const ONE_YEAR_S = 31_536_000;

/** Chooses the language for this browser and draws the page again in it, without losing what has been typed. */
export function useLanguage(): { locale: Locale; isChanging: boolean; changeTo: (locale: Locale) => void } {
  const router = useRouter();
  const [isChanging, startTransition] = useTransition();
  const changeTo = (next: Locale) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store API is missing on plain http, which intranets use.
    document.cookie = `${LOCALE_COOKIE}=${next}; path=/; max-age=${ONE_YEAR_S}; samesite=lax`;
    startTransition(() => router.refresh());
  };
  return { locale: useLocale(), isChanging, changeTo };
}

export function LanguageSwitch() {
  const t = useTranslations("shell.language");
  const { locale, isChanging, changeTo } = useLanguage();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t("label")} loading={isChanging}>
          <IconLanguage size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LOCALES.map((option) => (
          <Menu.Item
            key={option}
            lang={option}
            aria-current={option === locale}
            onClick={() => changeTo(option)}
            rightSection={option === locale ? <IconCheck size={14} aria-hidden /> : null}
          >
            {t(option)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
