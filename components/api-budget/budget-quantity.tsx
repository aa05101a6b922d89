"use client";

import { Group, Paper, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useLocale, useTranslations } from "use-intl";
import { formatBytes } from "@/components/checkup/format-bytes";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import { BUDGET_LIMITS, type BudgetLevel, type BudgetQuantity, levelOf } from "@/lib/api-budget/limits";

const LOOK: Record<BudgetLevel, StateLook> = {
  ok: { tone: "good", Icon: IconCircleCheck },
  warning: { tone: "warn", Icon: IconAlertTriangle },
  severe: { tone: "bad", Icon: IconCircleX },
};

type BudgetQuantityProps = { quantity: BudgetQuantity; amount: number; isComplete: boolean };

/** One cost, how much it is, and from where on others notice. */
export function BudgetQuantityCard({ quantity, amount, isComplete }: BudgetQuantityProps) {
  const t = useTranslations("apiBudget");
  const locale = useLocale();
  const say = (value: number) =>
    quantity === "bytesPerSecond"
      ? t("quantity.bytesPerSecond.amount", { amount: formatBytes(value, locale) })
      : t(`quantity.${quantity}.amount`, { amount: value });
  const isUnknown = !isComplete && amount === 0;
  const level = levelOf(quantity, amount);
  const { warning, severe } = BUDGET_LIMITS[quantity];
  return (
    <Paper withBorder p="md" style={{ flex: "1 1 220px" }} component="section" aria-label={t(`quantity.${quantity}.name`)}>
      <Group justify="space-between" mb={4}>
        <Text fw={600} size="sm">
          {t(`quantity.${quantity}.name`)}
        </Text>
        {!isUnknown && <StateWord {...LOOK[level]} word={t(`level.${level}`)} />}
      </Group>
      <Text fz={22} fw={600}>
        {isUnknown ? t("unknown") : isComplete ? say(amount) : t("atLeast", { amount: say(amount) })}
      </Text>
      <Text size="xs" c="dimmed">
        {t(`quantity.${quantity}.why`)}
      </Text>
      <Text size="xs" c="dimmed">
        {t("limit", { warning: say(warning), severe: say(severe) })}
      </Text>
    </Paper>
  );
}
