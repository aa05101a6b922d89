"use client";

import { AppShell, Button, Group } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import styles from "./app-frame.module.css";
import { ColourSchemeSwitch } from "./colour-scheme-switch";
import { LanguageSwitch } from "./language-switch";
import { ProductMark } from "./product-mark";
import { SignedInContext } from "./visitor";

/** Frame of the lab for people who are not signed in: no navigation, because there is nowhere else to go. */
export function PublicFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  const path = usePathname();
  return (
    <SignedInContext value={false}>
      <a href="#content" className={styles.skip}>
        {t("skipToContent")}
      </a>
      <AppShell header={{ height: 56 }} padding={{ base: "md", sm: "lg" }}>
        <AppShell.Header px="md">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <ProductMark />
            <Group gap="xs" wrap="nowrap">
              <LanguageSwitch />
              <ColourSchemeSwitch />
              <Button
                component="a"
                href={`/sign-in?returnTo=${encodeURIComponent(path)}`}
                variant="default"
                size="xs"
                leftSection={<IconLogin2 size={16} aria-hidden />}
              >
                {t("signIn")}
              </Button>
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Main className={styles.main}>
          <div id="content" className={styles.content} tabIndex={-1}>
            {children}
          </div>
        </AppShell.Main>
      </AppShell>
    </SignedInContext>
  );
}
