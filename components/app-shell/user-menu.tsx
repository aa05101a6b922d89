"use client";

import { Avatar, Button, Menu, Text } from "@mantine/core";
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useSignOut } from "@/lib/queries/session";

/** What the shell shows of the signed-in person. */
export type ShellActor = { name: string; email: string };

export function UserMenu({ actor }: { actor: ShellActor }) {
  const t = useTranslations("shell");
  const { mutate: signOut, isPending } = useSignOut();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          px="xs"
          aria-label={t("userMenu", { name: actor.name })}
          leftSection={<Avatar size={22} radius="xl" name={actor.name} aria-hidden />}
        >
          <Text size="sm" maw={140} truncate visibleFrom="sm">
            {actor.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{actor.email}</Menu.Label>
        <Menu.Item component={Link} href="/account" leftSection={<IconUserCircle size={16} aria-hidden />}>
          {t("navigation.account")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={isPending}
          onClick={() => signOut(undefined, { onSuccess: () => window.location.assign("/sign-in") })}
        >
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
