import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { LabSource } from "@/lib/relabel-lab/lab-request";

/**
 * Where the targets in the lab come from. Files and a server's targets stay blobs: a worker reads them.
 * A cluster's live discovery will be one more kind.
 */
export type LoadedSource =
  | { readonly kind: "pasted" }
  | { readonly kind: "file"; readonly id: string; readonly name: string; readonly blob: Blob }
  | { readonly kind: "server"; readonly id: string; readonly server: string; readonly job: string; readonly blob: Blob }
  | { readonly kind: "samples"; readonly role: DiscoveryRole | "all" };

export const PASTED: LoadedSource = { kind: "pasted" };

let loadedCount = 0;

/** A file again is another one: it may have been edited meanwhile. */
export function toFileSource(file: File): LoadedSource {
  loadedCount += 1;
  return { kind: "file", id: `file ${loadedCount}`, name: file.name, blob: file };
}

export function toServerSource(server: string, job: string, blob: Blob): LoadedSource {
  loadedCount += 1;
  return { kind: "server", id: `server ${loadedCount}`, server, job, blob };
}

/** A text too long for a text field is loaded like a file. */
export function toTextSource(text: string, name: string): LoadedSource {
  loadedCount += 1;
  return { kind: "file", id: `text ${loadedCount}`, name, blob: new Blob([text]) };
}

/** The same for the worker. */
export function toLabSource(loaded: LoadedSource, labelsText: string): LabSource {
  switch (loaded.kind) {
    case "pasted":
      return { kind: "text", text: labelsText };
    case "samples":
      return loaded;
    case "file":
    case "server":
      return { kind: "blob", id: loaded.id, blob: loaded.blob };
  }
}
