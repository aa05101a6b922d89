"use client";

import { Checkbox, Group, Select, TextInput, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { type MetricLabAnswer, SERIES_OUTCOMES, type SeriesView } from "@/lib/relabel-lab/metric-lab-request";
import { SeriesGrid } from "./series-grid";
import styles from "./series-grid.module.css";

type SeriesTableProps = {
  outcome: NonNullable<MetricLabAnswer["outcome"]>;
  view: SeriesView;
  onView: (part: Partial<SeriesView>) => void;
};

const OUTCOMES = ["all", ...SERIES_OUTCOMES] as const;

/** Every series as it is exposed and as it is stored: filtered, dropped ones folded, one of them selected. */
export function SeriesTable({ outcome, view, onView }: SeriesTableProps) {
  const t = useTranslations("metricRelabel.table");
  const { table, selected } = outcome;
  const show = (part: Partial<SeriesView>) => onView({ ...part, from: 0, to: 60 });
  return (
    <section aria-label={t("label")}>
      <Group gap="xs" mb={6} align="center">
        <FilterField value={view.filter} onChange={(filter) => show({ filter })} />
        <Select
          size="xs"
          w={170}
          aria-label={t("outcome")}
          data={OUTCOMES.map((value) => ({ value, label: t(`outcomes.${value}`) }))}
          value={view.outcome}
          allowDeselect={false}
          onChange={(value) => show({ outcome: OUTCOMES.find((one) => one === value) ?? "all" })}
        />
        <Checkbox
          size="xs"
          label={t("fold")}
          checked={view.foldsDropped}
          onChange={(event) => show({ foldsDropped: event.currentTarget.checked, unfolded: [] })}
        />
        <span className={styles.count} aria-hidden>
          {t("shown", { count: table.count })}
        </span>
      </Group>
      <VisuallyHidden role="status">{t("shown", { count: table.count })}</VisuallyHidden>
      {table.count === 0 ? (
        <p className={styles.empty}>{t("nothing")}</p>
      ) : (
        <SeriesGrid table={table} selected={selected?.index ?? null} unfolded={view.unfolded} onView={onView} />
      )}
    </section>
  );
}

/** Shows every key at once; the filter itself may follow. */
function FilterField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("metricRelabel.table");
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
