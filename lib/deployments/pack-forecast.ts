import "server-only";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { createGzip, gunzip } from "node:zlib";
import { takeTurns } from "@/lib/take-turns";
import type { PlannedCluster } from "@/lib/target-plan/assemble-plan";
import { type KeptCluster, readForecast, writeForecast } from "@/lib/target-plan/forecast-lines";

/** Unpacked, a forecast of 100,000 targets has some 60 MB. */
const UNPACKED_BYTES_MAX = 1024 * 1024 * 1024;

/** What a plan foretells, ready to be kept. */
export async function packForecast(clusters: readonly PlannedCluster[]): Promise<Uint8Array<ArrayBuffer>> {
  const packed = await buffer(Readable.from(writeForecast(clusters)).pipe(createGzip()));
  return new Uint8Array(packed);
}

/** The clusters of a packed forecast. */
export async function unpackForecast(packed: Uint8Array): Promise<KeptCluster[]> {
  const text = await promisify(gunzip)(packed, { maxOutputLength: UNPACKED_BYTES_MAX });
  return await takeTurns(readForecast(text.toString("utf8")));
}
