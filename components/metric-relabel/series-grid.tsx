"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useEffect, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { MetricLabAnswer, SeriesTableRow, SeriesView } from "@/lib/relabel-lab/metric-lab-request";
import { RunCells, SeriesCells } from "./series-cells";
import styles from "./series-grid.module.css";

const ROW_HEIGHT_PX = 44;
const HEIGHT_PX = 396;
/** Rows are asked for by pages, so that scrolling asks seldom. */
const PAGE_ROWS = 40;
const COLUMNS = ["outcome", "line", "series"] as const;

type Table = NonNullable<MetricLabAnswer["outcome"]>["table"];

type SeriesGridProps = {
  table: Table;
  /** Place of the selected sample. */
  selected: number | null;
  unfolded: readonly number[];
  onView: (part: Partial<SeriesView>) => void;
};

/** A grid of which only the visible rows exist. It has the focus; arrow keys move in it, Enter folds and unfolds. */
export function SeriesGrid({ table, selected, unfolded, onView }: SeriesGridProps) {
  const t = useTranslations("metricRelabel.table");
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

  const [active, setActive] = useState<number | null>(null);
  const activate = (row: number) => {
    setActive(row);
    virtualizer.scrollToIndex(row, { align: "auto" });
  };
  const activeRow = active === null ? undefined : table.rows[active - table.from];
  useSelectActive(activeRow, onView);

  const toggle = (first: number) =>
    onView({ unfolded: unfolded.includes(first) ? unfolded.filter((one) => one !== first) : [...unfolded, first] });
  const move = (event: KeyboardEvent) => {
    if ((event.key === "Enter" || event.key === " ") && activeRow?.kind === "run") toggle(activeRow.first);
    else {
      const row = moveTo(event.key, active, table.rowCount);
      if (row === null) return;
      activate(row);
    }
    event.preventDefault();
  };
  const rowId = (row: number) => `${id}-${row}`;

  return (
    <div ref={scroll} className={styles.scroll} style={{ maxHeight: HEIGHT_PX }}>
      <table
        className={styles.grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows can be selected and unfolded is a tree
        role="treegrid"
        aria-label={t("label")}
        aria-rowcount={table.rowCount + 1}
        aria-activedescendant={active === null || activeRow === undefined ? undefined : rowId(active)}
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
          {items.map(({ index, start }) => {
            const row = table.rows[index - table.from];
            return (
              <GridRow
                key={index}
                id={rowId(index)}
                index={index}
                start={start}
                row={row}
                isActive={index === active}
                isSelected={row?.kind === "series" && row.index === selected}
                onActivate={setActive}
                onToggle={toggle}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Whatever row people move to is shown below; it may arrive from the worker later. */
function useSelectActive(row: SeriesTableRow | undefined, onView: SeriesGridProps["onView"]): void {
  const index = row?.kind === "series" ? row.index : null;
  useEffect(() => {
    if (index !== null) onView({ selected: index });
  }, [index, onView]);
}

type GridRowProps = {
  id: string;
  index: number;
  start: number;
  row: SeriesTableRow | undefined;
  isActive: boolean;
  isSelected: boolean;
  onActivate: (row: number) => void;
  onToggle: (first: number) => void;
};

const GridRow = memo(function GridRow(props: GridRowProps) {
  const { id, index, start, row, isActive, isSelected, onActivate, onToggle } = props;
  const t = useTranslations("metricRelabel.table");
  const click = () => {
    onActivate(index);
    if (row?.kind === "run") onToggle(row.first);
  };
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={row?.kind === "series" ? isSelected : undefined}
      aria-expanded={row?.kind === "run" ? !row.isFolded : undefined}
      className={styles.row}
      data-kind={row?.kind ?? "pending"}
      data-active={isActive}
      style={{ transform: `translateY(${start}px)` }}
      onClick={click}
    >
      {row === undefined && <td className={styles.wide}>{t("pending")}</td>}
      {row?.kind === "run" && <RunCells row={row} />}
      {row?.kind === "series" && <SeriesCells row={row} />}
    </tr>
  );
});

function pageAround(first: number, last: number): [number, number] {
  const from = Math.floor(Math.max(first - PAGE_ROWS / 2, 0) / PAGE_ROWS) * PAGE_ROWS;
  const to = Math.ceil((last + PAGE_ROWS / 2) / PAGE_ROWS) * PAGE_ROWS;
  return [from, Math.max(to, PAGE_ROWS)];
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

function moveTo(key: string, active: number | null, count: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = STEPS[key];
  if (step === undefined) return null;
  return active === null ? 0 : Math.min(Math.max(active + step, 0), count - 1);
}
