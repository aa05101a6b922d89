"use client";

import { usePathname, useSearchParams } from "next/navigation";
import type { TableView } from "./table-rows";

/** Search and order of a table, kept in the URL so that a link shows the same rows. */
export function useTableView(defaultSort: string): TableView & { change: (next: Partial<TableView>) => void } {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const view = {
    query: parameters.get("q") ?? "",
    sort: parameters.get("sort") ?? defaultSort,
    isDescending: parameters.get("desc") === "1",
  };
  const change = (next: Partial<TableView>) => {
    const { query, sort, isDescending } = { ...view, ...next };
    const changed = new URLSearchParams(parameters);
    setOrDelete(changed, "q", query);
    setOrDelete(changed, "sort", sort === defaultSort ? "" : sort);
    setOrDelete(changed, "desc", isDescending ? "1" : "");
    const text = changed.toString();
    // No request and no new history entry: the rows are here already.
    window.history.replaceState(null, "", text === "" ? pathname : `${pathname}?${text}`);
  };
  return { ...view, change };
}

function setOrDelete(parameters: URLSearchParams, name: string, value: string): void {
  if (value === "") parameters.delete(name);
  else parameters.set(name, value);
}
