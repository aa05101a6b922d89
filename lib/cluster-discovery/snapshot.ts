import "server-only";
import { once } from "node:events";
import { Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import type { LabelSet } from "@/lib/relabel/label-set";

/** A larger snapshot is not kept; 150,000 pods come to a third of it. */
export const SNAPSHOT_BYTES_MAX = 32 * 1024 * 1024;
/** Much faster than the usual 6, and label sets repeat each other so much that it makes little difference. */
const GZIP_LEVEL = 2;
const BATCH_LINES = 500;

export type SnapshotWriter = {
  /** Whole lines; waits while the compression is behind. */
  write(lines: string): Promise<void>;
  /** The compressed lines, or null when they are too large to keep. */
  finish(): Promise<Uint8Array<ArrayBuffer> | null>;
  discard(): void;
};

/** Compresses lines while they come; every writer is finished or discarded. */
export function createSnapshotWriter(): SnapshotWriter {
  const gzip = createGzip({ level: GZIP_LEVEL });
  let parts: Buffer[] = [];
  let bytes = 0;
  gzip.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes <= SNAPSHOT_BYTES_MAX) parts.push(part);
    else parts = [];
  });
  return {
    async write(lines) {
      if (bytes > SNAPSHOT_BYTES_MAX) return;
      if (!gzip.write(lines)) await once(gzip, "drain");
    },
    async finish() {
      gzip.end();
      await once(gzip, "end");
      return bytes > SNAPSHOT_BYTES_MAX ? null : Uint8Array.from(Buffer.concat(parts));
    },
    discard: () => void gzip.destroy(),
  };
}

/** The label sets of a snapshot, some hundred at a time. */
export async function* readSnapshot(targets: Uint8Array): AsyncGenerator<LabelSet[], void, undefined> {
  const unpacked = Readable.from([Buffer.from(targets)]).pipe(createGunzip({ chunkSize: 64 * 1024 }));
  unpacked.setEncoding("utf8");
  let rest = "";
  let batch: LabelSet[] = [];
  for await (const text of unpacked as AsyncIterable<string>) {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) batch.push(JSON.parse(line) as LabelSet);
    if (batch.length < BATCH_LINES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
