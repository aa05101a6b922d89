"use client";

import { Checkbox, Group, Select, TextInput, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { memo, useDeferredValue, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { Funnel, LabAnswer, TargetView } from "@/lib/relabel-lab/lab-request";
import { TargetGrid } from "./target-grid";
import styles from "./target-table.module.css";

type TargetTableProps = {
  outcome: NonNullable<LabAnswer["outcome"]>;
  view: TargetView;
  onView: (part: Partial<TargetView>) => void;
};

/** The targets with what became of each: filtered, grouped, one of them selected. */
export const TargetTable = memo(function TargetTable({ outcome, view, onView }: TargetTableProps) {
  const t = useTranslations("relabel.table");
  const { funnel, table } = outcome;
  const show = (part: Partial<TargetView>) => onView({ ...part, from: 0, to: 60 });
  return (
    <section aria-label={t("label")}>
      <Group gap="xs" mb={6} align="center">
        <FilterField value={view.filter} onChange={(filter) => show({ filter })} />
        <Select
          size="xs"
          w={190}
          aria-label={t("outcome")}
          data={outcomeOptions(funnel, t)}
          value={String(view.outcome)}
          allowDeselect={false}
          onChange={(value) => show({ outcome: parseOutcome(value) })}
        />
        <Checkbox
          size="xs"
          label={t("grouped")}
          checked={view.isGrouped}
          onChange={(event) => show({ isGrouped: event.currentTarget.checked })}
        />
        <span className={styles.count}>{t("shown", { count: table.count })}</span>
      </Group>
      <VisuallyHidden role="status">{t("shown", { count: table.count })}</VisuallyHidden>
      {table.count === 0 ? (
        <p className={styles.empty}>{t("nothing")}</p>
      ) : (
        <TargetGrid table={table} selected={outcome.selected} asked={view.selected} onView={onView} />
      )}
    </section>
  );
});

/** Shows every key at once; the filter itself may follow. */
function FilterField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("relabel.table");
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  const deferred = useDeferredValue(text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts a search
  useEffect(() => {
    if (deferred !== value) onChange(deferred);
  }, [deferred]);
  return (
    <TextInput
      type="search"
      size="xs"
      flex="1 1 180px"
      aria-label={t("filter")}
      placeholder={t("filterPlaceholder")}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

const PLAIN_OUTCOMES = ["all", "kept", "dropped", "error"] as const;

type Translate = ReturnType<typeof useTranslations<"relabel.table">>;

function outcomeOptions({ steps }: Funnel, t: Translate) {
  const dropping = steps.filter(({ dropped }) => dropped > 0);
  return [
    ...PLAIN_OUTCOMES.map((value) => ({ value, label: t(`outcomes.${value}`) })),
    ...dropping.map(({ number }) => ({ value: String(number - 1), label: t("outcomes.byRule", { number }) })),
  ];
}

function parseOutcome(value: string | null): TargetView["outcome"] {
  return PLAIN_OUTCOMES.find((outcome) => outcome === value) ?? Number(value);
}
