import "server-only";
import { once } from "node:events";
import { Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import type { LabelSet } from "@/lib/relabel/label-set";

/** A larger snapshot is not kept; 300,000 targets come to about two thirds of it. */
export const SNAPSHOT_BYTES_MAX = 32 * 1024 * 1024;
const GZIP_LEVEL = 6;
const PIECE_BYTES = 1024 * 1024;
const BATCH_LINES = 20;

export type SnapshotWriter = {
  /** Whole lines; waits while the compression is behind. */
  write(lines: string): Promise<void>;
  /** The compressed lines in pieces of about a MiB, or null when they are too large to keep. */
  finish(): Promise<Uint8Array<ArrayBuffer>[] | null>;
  discard(): void;
};

/** Compresses lines while they come; every writer is finished or discarded. */
export function createSnapshotWriter(): SnapshotWriter {
  const gzip = createGzip({ level: GZIP_LEVEL });
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let piece: Buffer[] = [];
  let bytes = 0;
  let pieceBytes = 0;
  const cut = () => {
    if (piece.length > 0) pieces.push(Uint8Array.from(Buffer.concat(piece)));
    piece = [];
    pieceBytes = 0;
  };
  gzip.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes > SNAPSHOT_BYTES_MAX) {
      pieces = [];
      piece = [];
      return;
    }
    piece.push(part);
    pieceBytes += part.length;
    if (pieceBytes >= PIECE_BYTES) cut();
  });
  return {
    async write(lines) {
      if (bytes > SNAPSHOT_BYTES_MAX) return;
      if (!gzip.write(lines)) await once(gzip, "drain");
    },
    async finish() {
      gzip.end();
      await once(gzip, "end");
      cut();
      return bytes > SNAPSHOT_BYTES_MAX ? null : pieces;
    },
    discard: () => void gzip.destroy(),
  };
}

/** The label sets of a snapshot, some hundred at a time. */
export async function* readSnapshot(pieces: readonly Uint8Array[]): AsyncGenerator<LabelSet[], void, undefined> {
  const unpacked = Readable.from(pieces.map((piece) => Buffer.from(piece))).pipe(createGunzip({ chunkSize: 64 * 1024 }));
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
