import type { DiscoveryEnd, DiscoveryRequest } from "@/lib/cluster-discovery/schema";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { DumpWish } from "@/lib/relabel-lab/dump-store";
import type { LabSource } from "@/lib/relabel-lab/lab-request";

/**
 * Where the targets in the lab come from. Files and the targets of a server or a cluster stay blobs: a worker reads them.
 */
export type LoadedSource =
  | { readonly kind: "pasted" }
  | {
      readonly kind: "file";
      readonly id: string;
      readonly name: string;
      readonly blob: Blob;
      readonly wish?: DumpWish & { readonly fileId: string };
    }
  | { readonly kind: "server"; readonly id: string; readonly server: string; readonly job: string; readonly blob: Blob }
  | {
      readonly kind: "cluster";
      readonly id: string;
      readonly cluster: string;
      readonly request: DiscoveryRequest;
      readonly end: DiscoveryEnd;
      readonly blob: Blob;
    }
  | { readonly kind: "samples"; readonly role: DiscoveryRole | "all" };

export const PASTED: LoadedSource = { kind: "pasted" };

let loadedCount = 0;

/** A file again is another one: it may have been edited meanwhile. */
export function toFileSource(file: File): LoadedSource {
  loadedCount += 1;
  return { kind: "file", id: `file ${loadedCount}`, name: file.name, blob: file };
}

/** The same file, read with another wish: other targets come of it. */
export function withWish(source: Extract<LoadedSource, { kind: "file" }>, wish: DumpWish): LoadedSource {
  const fileId = source.wish?.fileId ?? source.id;
  return { ...source, id: `${fileId} ${wish.role} ${wish.attachNode}`, wish: { ...wish, fileId } };
}

export function toServerSource(server: string, job: string, blob: Blob): LoadedSource {
  loadedCount += 1;
  return { kind: "server", id: `server ${loadedCount}`, server, job, blob };
}

/** What a cluster's API server shows now, or showed the last time. */
export function toClusterSource(
  cluster: string,
  request: DiscoveryRequest,
  { end, blob }: { end: DiscoveryEnd; blob: Blob },
): LoadedSource {
  loadedCount += 1;
  return { kind: "cluster", id: `cluster ${loadedCount}`, cluster, request, end, blob };
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
      return {
        kind: "blob",
        id: loaded.id,
        blob: loaded.blob,
        wish: loaded.wish ?? { role: null, attachNode: false, fileId: loaded.id },
      };
    case "server":
    case "cluster":
      return { kind: "blob", id: loaded.id, blob: loaded.blob };
  }
}
