"use client";

import { Paper, Stack, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { Plan } from "@/lib/servers/schema";
import { TypedNumber } from "./typed-number";

type ShrinkageSectionProps = {
  shrinkages: Plan["shrinkages"];
  typed: Readonly<Record<string, string>>;
  onType: (key: string, typed: string) => void;
};

/** Jobs and clusters that go away more than the settings allow. */
export function ShrinkageSection({ shrinkages, typed, onType }: ShrinkageSectionProps) {
  const t = useTranslations("guards.shrinkage");
  if (shrinkages.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="shrinkage-title">
      <Stack gap="md">
        <Title order={2} size="h5" id="shrinkage-title">
          {t("title")}
        </Title>
        {shrinkages.map(({ key, what, count, before, percent, percentMax, names }) => (
          <TypedNumber
            key={key}
            title={t(`${what}.title`, { count, before, percent })}
            text={t("text", { percentMax })}
            count={count}
            typed={typed[key] ?? ""}
            onType={(text) => onType(key, text)}
            names={names}
          />
        ))}
      </Stack>
    </Paper>
  );
}
