import type { ScrapeSource } from "@/lib/relabel-lab/metric-lab-request";

/** Where the scrape in the lab comes from. A file stays a blob: the worker reads it. */
export type LoadedScrape =
  | { readonly kind: "pasted" }
  | { readonly kind: "file"; readonly id: string; readonly name: string; readonly blob: Blob };

export const PASTED: LoadedScrape = { kind: "pasted" };

/** A text field stays quick up to here; more is loaded like a file. */
export const PASTED_LENGTH_MAX = 200_000;

let loadedCount = 0;

/** A file again is another one: it may have been edited meanwhile. */
export function toLoadedScrape(blob: Blob, name: string): LoadedScrape {
  loadedCount += 1;
  return { kind: "file", id: `file ${loadedCount}`, name, blob };
}

/** The same for the worker. */
export function toScrapeSource(loaded: LoadedScrape, text: string): ScrapeSource {
  return loaded.kind === "pasted" ? { kind: "text", text } : { kind: "blob", id: loaded.id, blob: loaded.blob };
}
