"use client";

import { Title, UnstyledButton } from "@mantine/core";
import { useFormatter, useTranslations } from "use-intl";
import type { NameCount, ScrapeSummary, SeriesView } from "@/lib/relabel-lab/metric-lab-request";
import styles from "./name-table.module.css";

type NameTableProps = { summary: ScrapeSummary; onView: (part: Partial<SeriesView>) => void };

/** The metric names that cost most series, before and after the rules. */
export function NameTable({ summary, onView }: NameTableProps) {
  const t = useTranslations("metricRelabel.names");
  const { names, nameTotals } = summary;
  const largest = Math.max(...names.map(({ before, after }) => Math.max(before, after)), 1);
  return (
    <section aria-labelledby="metric-names">
      <Title order={3} size="h6" id="metric-names" mb={4}>
        {t("title", { before: nameTotals.before, after: nameTotals.after })}
      </Title>
      <div className={styles.scroll}>
        <table className={styles.table} aria-labelledby="metric-names">
          <thead>
            <tr>
              <th scope="col">{t("name")}</th>
              <th scope="col">{t("before")}</th>
              <th scope="col">{t("after")}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {names.map((count) => (
              <NameRow key={count.name} count={count} largest={largest} onView={onView} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function NameRow({ count, largest, onView }: { count: NameCount; largest: number; onView: NameTableProps["onView"] }) {
  const t = useTranslations("metricRelabel.names");
  const format = useFormatter();
  const { name, before, after } = count;
  const share = (part: number) => ({ width: `${(100 * part) / largest}%` });
  return (
    <tr>
      <th scope="row">
        <UnstyledButton
          className={styles.name}
          title={t("show", { name })}
          onClick={() => onView({ filter: `__name__="${name}"`, outcome: "all", from: 0, to: 60 })}
        >
          {name === "" ? t("none") : name}
        </UnstyledButton>
      </th>
      <td className={styles.number}>{format.number(before)}</td>
      <td className={styles.number} data-change={after === before ? "same" : "other"}>
        {format.number(after)}
      </td>
      <td className={styles.bars} aria-hidden>
        <div className={styles.before} style={share(before)} />
        <div className={styles.after} style={share(after)} />
      </td>
    </tr>
  );
}
