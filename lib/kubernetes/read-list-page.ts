import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { failureOf } from "@/lib/http/outbound-outcome";
import type { OutboundSession, OutboundStreamReply } from "@/lib/http/outbound-stream";
import type { OutboundFailure } from "@/lib/outbound-endpoint";
import type { Secret } from "@/lib/secrets/secret";
import { createListSplitter, type ListEnvelope, UnreadableList } from "./split-list";

/** Why a page could not be read, in one word of a closed list; nothing else of the answer leaves this folder (T-33). */
export type PageFailure =
  | OutboundFailure
  /** 401, 403, 404. */
  | "unauthorized"
  | "forbidden"
  | "absent"
  /** 410: the list that the continue token belongs to is forgotten. */
  | "expired"
  /** 429 or 503. */
  | "busy"
  /** Not the JSON of a list, or cut off, or made to harm. */
  | "unreadable"
  /** Any other status. */
  | "failed";

export type PageOutcome<T> =
  | {
      readonly ok: true;
      readonly objects: T[];
      /** Token of the next page; empty after the last. */
      readonly next: string;
      /** Objects in the pages that follow; null when the API server did not say. */
      readonly left: number | null;
    }
  | { readonly ok: false; readonly failure: PageFailure; readonly retryAfterSeconds: number | null };

export type PageRequest<T> = {
  readonly path: string;
  readonly authorization: Secret<string>;
  readonly read: (object: unknown) => T | null;
  readonly signal: AbortSignal;
  readonly bytesMax: number;
  readonly firstByteMsMax: number;
  readonly idleMsMax: number;
};

/** A token holds the key of an object: two names of at most 253 characters. */
const CONTINUE_LENGTH_MAX = 4096;
/** How long parsing may hold the event loop before others get a turn. */
const TURN_MS_MAX = 8;

const FAILURE_OF_STATUS: Readonly<Record<number, PageFailure>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "absent",
  410: "expired",
  429: "busy",
  503: "busy",
};

const metadataSchema = z
  .object({ continue: z.string().max(CONTINUE_LENGTH_MAX).default(""), remainingItemCount: z.int().nonnegative().optional() })
  .nullish();

/** Reads one page of a list while it arrives; what `read` keeps of each object is all that stays in memory. */
export async function readListPage<T>(session: OutboundSession, request: PageRequest<T>): Promise<PageOutcome<T>> {
  const { read, ...asked } = request;
  const reply = await session.get({ ...asked, headers: { accept: "application/json" } });
  if (!reply.ok) return { ok: false, failure: reply.failure, retryAfterSeconds: null };
  try {
    if (reply.status === 200) return await readObjects(reply, read);
    await skip(reply);
    return { ok: false, failure: FAILURE_OF_STATUS[reply.status] ?? "failed", retryAfterSeconds: reply.retryAfterSeconds };
  } catch (error) {
    const failure = error instanceof UnreadableList ? "unreadable" : failureOf(error);
    return { ok: false, failure, retryAfterSeconds: null };
  }
}

/** Short answers are read to their end, so that the connection can be used again. */
async function skip({ chunks }: OutboundStreamReply): Promise<void> {
  let left = 64 * 1024;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0) return;
  }
}

async function readObjects<T>(reply: OutboundStreamReply, read: (object: unknown) => T | null): Promise<PageOutcome<T>> {
  if (!reply.contentType.startsWith("application/json")) throw new UnreadableList();
  const objects: T[] = [];
  const splitter = createListSplitter((item) => {
    const object = read(item);
    if (object !== null) objects.push(object);
  });
  let turnBeganAt = performance.now();
  for await (const chunk of reply.chunks) {
    splitter.push(chunk);
    if (performance.now() - turnBeganAt < TURN_MS_MAX) continue;
    await nextTurn();
    turnBeganAt = performance.now();
  }
  return { ok: true, objects, ...placeOf(splitter.end()) };
}

function placeOf({ items, metadata }: ListEnvelope): { next: string; left: number | null } {
  const place = metadataSchema.safeParse(metadata);
  // Go writes a list without items as null in some versions.
  if (!place.success || !(Array.isArray(items) || items === null)) throw new UnreadableList();
  return { next: place.data?.continue ?? "", left: place.data?.remainingItemCount ?? null };
}
