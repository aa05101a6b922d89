/** One column of a table, as data. */
export type SortKey = string | number | null;

export type RowRules<Row> = {
  /** What the search box looks at. */
  readonly textOf: (row: Row) => string;
  /** What a column sorts by; a column without a rule does not sort. */
  readonly sortKeys: Readonly<Record<string, (row: Row) => SortKey>>;
};

export type TableView = { readonly query: string; readonly sort: string; readonly isDescending: boolean };

/** Rows that match every word of the query, in the order asked for. Empty values come last in both directions. */
export function toTableRows<Row>(rows: readonly Row[], rules: RowRules<Row>, view: TableView): Row[] {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const text = rules.textOf(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const keyOf = rules.sortKeys[view.sort];
  if (keyOf === undefined) return found;
  return found.sort((left, right) => compareKeys(keyOf(left), keyOf(right), view.isDescending));
}

function compareKeys(left: SortKey, right: SortKey, isDescending: boolean): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  const order =
    typeof left === "number" && typeof right === "number"
      ? left - right
      : String(left).localeCompare(String(right), "en", { numeric: true });
  return isDescending ? -order : order;
}
