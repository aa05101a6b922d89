"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useEffect, useId, useRef } from "react";
import { useTranslations } from "use-intl";
import type { SelectedTarget, Selection, TargetRows, TargetView } from "@/lib/relabel-lab/lab-request";
import { moveSelection, pendingRow } from "./move-selection";
import { GroupCells, TargetCells } from "./target-cells";
import styles from "./target-grid.module.css";

const ROW_HEIGHT_PX = 30;
const HEIGHT_PX = 280;
/** Rows are asked for by pages, so that scrolling asks seldom. */
const PAGE_ROWS = 40;
const COLUMNS = ["outcome", "instance", "job", "object", "url"] as const;

type TargetGridProps = {
  table: TargetRows;
  selected: SelectedTarget | null;
  /** What was asked for; the answer may be on its way. */
  asked: Selection | null;
  onView: (part: Partial<TargetView>) => void;
};

/** A grid of which only the visible rows exist. It has the focus; arrow keys move the selection. */
export function TargetGrid({ table, selected, asked, onView }: TargetGridProps) {
  const t = useTranslations("relabel.table");
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: table.rowCount,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const [from, to] = pageAround(items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  useEffect(() => onView({ from, to }), [from, to, onView]);

  const selectedRow = selected?.row ?? null;
  useEffect(() => {
    if (selectedRow !== null) virtualizer.scrollToIndex(selectedRow, { align: "auto" });
  }, [selectedRow, virtualizer]);

  const select = (selection: Selection) => onView({ selected: selection });
  const move = (event: KeyboardEvent) => {
    const selection = moveSelection(event.key, pendingRow(asked, selected, table), table);
    if (selection === null) return;
    event.preventDefault();
    select(selection);
  };
  const rowId = (row: number) => `${id}-${row}`;

  return (
    <div ref={scroll} className={styles.scroll} style={{ maxHeight: HEIGHT_PX }}>
      <table
        className={styles.grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows can be selected is a grid
        role="grid"
        aria-label={t("label")}
        aria-rowcount={table.rowCount + 1}
        aria-activedescendant={selectedRow === null ? undefined : rowId(selectedRow)}
        tabIndex={0}
        onKeyDown={move}
      >
        <thead className={styles.head}>
          <tr className={styles.row} aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <GridRow
              key={index}
              id={rowId(index)}
              index={index}
              start={start}
              row={table.rows[index - table.from]}
              isSelected={index === selectedRow}
              onSelect={select}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type GridRowProps = {
  id: string;
  index: number;
  start: number;
  row: TargetRows["rows"][number] | undefined;
  isSelected: boolean;
  onSelect: (selection: Selection) => void;
};

const GridRow = memo(function GridRow({ id, index, start, row, isSelected, onSelect }: GridRowProps) {
  const t = useTranslations("relabel.table");
  const isTarget = row?.kind === "target";
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={isTarget ? isSelected : undefined}
      className={styles.row}
      data-kind={row?.kind ?? "pending"}
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => isTarget && onSelect({ index: row.index })}
    >
      {row === undefined && <td className={styles.wide}>{t("pending")}</td>}
      {row?.kind === "group" && <GroupCells row={row} />}
      {row?.kind === "target" && <TargetCells row={row} />}
    </tr>
  );
});

function pageAround(first: number, last: number): [number, number] {
  const from = Math.floor(Math.max(first - PAGE_ROWS / 2, 0) / PAGE_ROWS) * PAGE_ROWS;
  const to = Math.ceil((last + PAGE_ROWS / 2) / PAGE_ROWS) * PAGE_ROWS;
  return [from, Math.max(to, PAGE_ROWS)];
}
