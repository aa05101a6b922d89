"use client";

import {
  IconAlertOctagon,
  IconChevronDown,
  IconChevronRight,
  IconCircleCheck,
  IconCopy,
  IconFilterOff,
  IconPencil,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { LabelPiece, RunRow, SeriesOutcomeName, SeriesRow } from "@/lib/relabel-lab/metric-lab-request";
import styles from "./series-grid.module.css";

const ICONS = {
  kept: IconCircleCheck,
  changed: IconPencil,
  dropped: IconFilterOff,
  duplicate: IconCopy,
  refused: IconAlertOctagon,
} as const satisfies Record<SeriesOutcomeName, unknown>;

/** What became of one series; its labels as exposed above those that are stored. */
export function SeriesCells({ row }: { row: SeriesRow }) {
  const t = useTranslations("metricRelabel.table");
  const Icon = ICONS[row.outcome];
  return (
    <>
      <td className={styles.outcome} data-outcome={row.outcome}>
        <Icon size={14} aria-hidden />
        {row.droppedBy === null ? t(`word.${row.outcome}`) : t("word.byRule", { number: row.droppedBy })}
      </td>
      <td className={styles.line}>{row.line}</td>
      <td className={styles.pair}>
        <SeriesText name={row.nameBefore} isRenamed={false} pieces={row.before} isGone={row.nameAfter === null} />
        {row.nameAfter === null ? (
          <span className={styles.gone}>{t("gone")}</span>
        ) : (
          <SeriesText name={row.nameAfter} isRenamed={row.nameAfter !== row.nameBefore} pieces={row.after} isGone={false} />
        )}
      </td>
    </>
  );
}

type SeriesTextProps = { name: string; isRenamed: boolean; pieces: readonly LabelPiece[]; isGone: boolean };

/** As Prometheus writes it; what differs is marked by line and weight, not by colour alone. */
function SeriesText({ name, isRenamed, pieces, isGone }: SeriesTextProps) {
  return (
    <span className={styles.series} data-gone={isGone}>
      <span data-change={isRenamed ? "changed" : "same"}>{name}</span>
      {"{"}
      {pieces.map(({ name: label, value, change }, index) => (
        <span key={label}>
          {index > 0 && ", "}
          <span data-change={change}>{`${label}=${JSON.stringify(value)}`}</span>
        </span>
      ))}
      {"}"}
    </span>
  );
}

/** Dropped series one after the other, as one row. */
export function RunCells({ row }: { row: RunRow }) {
  const t = useTranslations("metricRelabel.table");
  const Icon = row.isFolded ? IconChevronRight : IconChevronDown;
  return (
    <td colSpan={3} className={styles.wide}>
      <Icon size={14} aria-hidden />
      {t("run", { count: row.count })}
    </td>
  );
}
