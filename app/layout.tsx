import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./globals.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { Providers } from "@/components/app-shell/providers";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import { requestLocale, requestTranslator } from "@/lib/i18n/request-locale";

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTranslator("shell");
  return { title: { default: t("product"), template: `%s · ${t("product")}` }, description: t("tagline") };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered per request, so that the nonce of its policy reaches its scripts.
  await connection();
  const nonce = (await headers()).get("x-nonce");
  const locale = await requestLocale();
  return (
    <html lang={locale} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" {...(nonce === null ? {} : { nonce })} />
      </head>
      <body>
        <Providers locale={locale} messages={CATALOGUES[locale]}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
