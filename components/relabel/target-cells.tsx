"use client";

import { IconAlertOctagon, IconCircleCheck, IconFilterOff } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { GroupRow, TargetRow } from "@/lib/relabel-lab/lab-request";
import styles from "./target-grid.module.css";

const ICONS = { kept: IconCircleCheck, dropped: IconFilterOff, error: IconAlertOctagon } as const;

/** What became of one target, then what it is called. */
export function TargetCells({ row }: { row: TargetRow }) {
  const t = useTranslations("relabel.table");
  const problemText = useProblemText();
  const Icon = ICONS[row.outcome];
  const ending = row.problem === null ? row.url : problemText(row.problem);
  return (
    <>
      <td className={styles.outcome} data-outcome={row.outcome}>
        <Icon size={14} aria-hidden />
        {row.droppedBy === null ? t(`word.${row.outcome}`) : t("word.byRule", { number: row.droppedBy })}
      </td>
      <Cell text={row.instance} />
      <Cell text={row.job} />
      <Cell text={row.object} />
      <Cell text={ending} />
    </>
  );
}

function Cell({ text }: { text: string }) {
  return (
    <td className={styles.mono} title={text}>
      {text}
    </td>
  );
}

/** Head of the targets that one rule dropped, or of those that passed all. */
export function GroupCells({ row }: { row: GroupRow }) {
  const t = useTranslations("relabel.table");
  return (
    <td colSpan={5} className={styles.wide}>
      {row.droppedBy === null
        ? t(`group.${row.outcome}`, { count: row.count })
        : t("group.byRule", { count: row.count, rule: row.droppedBy })}
    </td>
  );
}
