"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { IntlProvider, useTranslations } from "use-intl";
import type { Messages } from "@/lib/i18n/catalogues";
import type { Locale } from "@/lib/i18n/locales";
import { getQueryClient } from "@/lib/queries/query-client";
import { cssVariables, makeTheme } from "./theme";

type ProvidersProps = { locale: Locale; messages: Messages; children: ReactNode };

/** Everything that a client component may rely on: language, theme, server data, notifications. */
export function Providers({ locale, messages, children }: ProvidersProps) {
  return (
    // Times are drawn by <RelativeTime> alone, which knows the zone of the browser.
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      <QueryClientProvider client={getQueryClient()}>
        <Themed>{children}</Themed>
      </QueryClientProvider>
    </IntlProvider>
  );
}

function Themed({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const theme = useMemo(() => makeTheme({ close: t("close"), togglePassword: t("togglePassword") }), [t]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-right" />
      {children}
    </MantineProvider>
  );
}
