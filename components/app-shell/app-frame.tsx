"use client";

import { AppShell, Burger, Group, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import styles from "./app-frame.module.css";
import { ColourSchemeSwitch } from "./colour-scheme-switch";
import { LanguageSwitch } from "./language-switch";
import { Navigation } from "./navigation";
import { ProductMark } from "./product-mark";
import { type ShellActor, UserMenu } from "./user-menu";

/** Frame of every page behind the sign-in: header, navigation, content. */
export function AppFrame({ actor, children }: { actor: ShellActor; children: ReactNode }) {
  const t = useTranslations("shell");
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <>
      <a href="#content" className={styles.skip}>
        {t("skipToContent")}
      </a>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 256, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
        padding={{ base: "md", sm: "lg" }}
      >
        <AppShell.Header px="md">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger
                opened={isOpen}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={t("toggleNavigation")}
                aria-expanded={isOpen}
              />
              <UnstyledButton component={Link} href="/">
                <ProductMark />
              </UnstyledButton>
            </Group>
            <Group gap="xs" wrap="nowrap">
              <LanguageSwitch />
              <ColourSchemeSwitch />
              <UserMenu actor={actor} />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm" aria-label={t("navigation.label")}>
          <Navigation onNavigate={close} />
        </AppShell.Navbar>
        <AppShell.Main className={styles.main}>
          <div id="content" className={styles.content} tabIndex={-1}>
            {children}
          </div>
        </AppShell.Main>
      </AppShell>
    </>
  );
}
