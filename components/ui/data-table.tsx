"use client";

import { Paper, Stack, Table, Text, TextInput, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { useTranslations } from "use-intl";
import styles from "./data-table.module.css";
import { type SortKey, type TableView, toTableRows } from "./table-rows";
import { useTableView } from "./use-table-view";

export type Column<Row> = {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  readonly sortKey?: (row: Row) => SortKey;
};

type DataTableProps<Row> = {
  /** What the table holds, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What the search box looks at; no search box without it. */
  textOf?: (row: Row) => string;
  defaultSort?: string;
};

const VIRTUAL_FROM_ROWS = 200;
const ROW_HEIGHT_PX = 45;

/** A table that searches and sorts in the URL, and draws only the visible rows when there are many. */
export function DataTable<Row>({ caption, columns, rows, rowKey, textOf, defaultSort = "" }: DataTableProps<Row>) {
  const t = useTranslations("common");
  const view = useTableView(defaultSort);
  const sortKeys = Object.fromEntries(columns.flatMap(({ id, sortKey }) => (sortKey === undefined ? [] : [[id, sortKey]])));
  const shown = toTableRows(
    rows,
    { textOf: textOf ?? (() => ""), sortKeys },
    textOf === undefined ? { ...view, query: "" } : view,
  );
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVisibleRows(shown.length, scroll);

  return (
    <Stack gap="sm">
      {textOf !== undefined && (
        <TextInput
          type="search"
          aria-label={t("search", { what: caption })}
          placeholder={t("search", { what: caption })}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={view.query}
          onChange={(event) => view.change({ query: event.currentTarget.value })}
          maw={360}
        />
      )}
      <VisuallyHidden role="status">{t("rowCount", { count: shown.length })}</VisuallyHidden>
      <Paper withBorder className={styles.scroll} ref={scroll} tabIndex={0} role="region" aria-label={caption}>
        <Table verticalSpacing="xs" highlightOnHover aria-label={caption} aria-rowcount={shown.length + 1}>
          <Table.Thead className={styles.head}>
            <Table.Tr aria-rowindex={1}>
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} view={view} onSort={view.change} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Spacer height={virtual.before} columns={columns.length} />
            {virtual.indexes.map((index) => {
              const row = shown[index];
              if (row === undefined) return null;
              return (
                <Table.Tr key={rowKey(row)} aria-rowindex={index + 2} data-index={index} ref={virtual.measure}>
                  {columns.map(({ id, cell }) => (
                    <Table.Td key={id}>{cell(row)}</Table.Td>
                  ))}
                </Table.Tr>
              );
            })}
            <Spacer height={virtual.after} columns={columns.length} />
          </Table.Tbody>
        </Table>
        {shown.length === 0 && (
          <Text p="lg" c="dimmed" ta="center">
            {t("nothingFound", { query: view.query })}
          </Text>
        )}
      </Paper>
    </Stack>
  );
}

function HeaderCell<Row>(props: { column: Column<Row>; view: TableView; onSort: (next: Partial<TableView>) => void }) {
  const { column, view, onSort } = props;
  if (column.sortKey === undefined) return <Table.Th>{column.header}</Table.Th>;
  const isSorted = view.sort === column.id;
  const direction = view.isDescending ? "descending" : "ascending";
  const Icon = view.isDescending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th aria-sort={isSorted ? direction : "none"}>
      <UnstyledButton
        className={styles.sort}
        fz="sm"
        onClick={() => onSort({ sort: column.id, isDescending: isSorted && !view.isDescending })}
      >
        {column.header}
        {isSorted ? <Icon size={14} aria-hidden /> : <IconArrowsSort size={14} opacity={0.5} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}

function useVisibleRows(count: number, scroll: React.RefObject<HTMLDivElement | null>) {
  const isVirtual = count > VIRTUAL_FROM_ROWS;
  const virtualizer = useVirtualizer({
    count: isVirtual ? count : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  });
  if (!isVirtual) return { indexes: Array.from({ length: count }, (_, index) => index), before: 0, after: 0, measure: null };
  const items = virtualizer.getVirtualItems();
  return {
    indexes: items.map(({ index }) => index),
    before: items[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0),
    // Rows of two lines are taller than the estimate: without this the list jumps under the reader.
    measure: virtualizer.measureElement,
  };
}
