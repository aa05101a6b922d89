"use client";

import { Group, Text } from "@mantine/core";
import { useTranslations } from "use-intl";

/** The name with its sign: one server, many clusters. */
export function ProductMark() {
  const t = useTranslations("shell");
  return (
    <Group gap="xs" wrap="nowrap">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" fill="#0d6b67" />
        <path d="M16 16 7 8M16 16l9-8M16 16 6 19M16 16l10 3M16 16v10" stroke="#d3ecea" strokeWidth="2" />
        <g fill="#fff">
          <circle cx="16" cy="16" r="4.2" />
          <circle cx="7" cy="8" r="2.4" />
          <circle cx="25" cy="8" r="2.4" />
          <circle cx="6" cy="19" r="2.4" />
          <circle cx="26" cy="19" r="2.4" />
          <circle cx="16" cy="26" r="2.4" />
        </g>
      </svg>
      <Text fw={700} size="lg" lh={1}>
        {t("product")}
      </Text>
    </Group>
  );
}
