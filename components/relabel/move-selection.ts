import type { SelectedTarget, Selection, TargetRows } from "@/lib/relabel-lab/lab-request";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

type Table = Pick<TargetRows, "rowCount" | "headRows" | "from" | "rows">;

/**
 * Where a key moves the selection to: a row with a target, so that the next key counts from there even before the answer.
 *
 * @param row the row that is selected, or is about to be; null for none
 * @returns null when the key does not move, or nowhere
 */
export function moveSelection(key: string, row: number | null, table: Table): Selection | null {
  const last = table.rowCount - 1;
  if (key === "Home") return rowAt(0, 1, table);
  if (key === "End") return rowAt(last, -1, table);
  const isEnter = key === "Enter" || key === " ";
  const by = STEPS[key];
  if (by === undefined && !isEnter) return null;
  if (row === null) return rowAt(0, 1, table);
  if (by === undefined) return null;
  return rowAt(Math.min(Math.max(row + by, 0), last), by > 0 ? 1 : -1, table);
}

/** Passes over heads of groups: onwards, and at either end back. */
function rowAt(row: number, step: 1 | -1, { rowCount, headRows }: Table): Selection | null {
  const heads = new Set(headRows);
  for (const by of [step, -step]) {
    let at = row;
    while (heads.has(at)) at += by;
    if (at >= 0 && at < rowCount) return { row: at, step };
  }
  return null;
}

/** The row that was asked for last, else the one that is selected; null for none, or one that is not shown. */
export function pendingRow(asked: Selection | null, selected: SelectedTarget | null, table: Table): number | null {
  if (asked === null) return null;
  if ("row" in asked) return asked.row < table.rowCount ? asked.row : (selected?.row ?? null);
  if (selected?.index === asked.index) return selected.row;
  const place = table.rows.findIndex((row) => row.kind === "target" && row.index === asked.index);
  return place === -1 ? (selected?.row ?? null) : table.from + place;
}
