"use client";

import { ActionIcon, Box, Menu, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslations } from "use-intl";

export const COLOUR_SCHEMES = ["auto", "light", "dark"] as const;
const ICONS = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

/** Light, dark, or what the system says. The choice stays in this browser. */
export function ColourSchemeSwitch() {
  const t = useTranslations("shell.scheme");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The server does not know the choice, so nothing is marked before the browser has taken over.
  const isMounted = useMounted();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t("label")}>
          <Box darkHidden component="span" lh={0}>
            <IconSun size={18} aria-hidden />
          </Box>
          <Box lightHidden component="span" lh={0}>
            <IconMoon size={18} aria-hidden />
          </Box>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {COLOUR_SCHEMES.map((scheme) => {
          const Icon = ICONS[scheme];
          const isChosen = isMounted && scheme === colorScheme;
          return (
            <Menu.Item
              key={scheme}
              aria-current={isChosen}
              leftSection={<Icon size={16} aria-hidden />}
              rightSection={isChosen ? <IconCheck size={14} aria-hidden /> : null}
              onClick={() => setColorScheme(scheme)}
            >
              {t(scheme)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
