import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { openOutboundSession } from "@/lib/http/outbound-stream";
import { Secret } from "@/lib/secrets/secret";
import type { ApiServerConnection } from "./api-client";
import { type PageFailure, type PageOutcome, readListPage } from "./read-list-page";

export type ListFailure =
  | Exclude<PageFailure, "expired">
  /** 410 for the continue token, twice: the list changes faster than it can be read. */
  | "changing";

export type ListOutcome = { readonly ok: true; readonly count: number } | { readonly ok: false; readonly failure: ListFailure };

export type ListPage<T> = {
  readonly objects: readonly T[];
  /** Objects read so far, this page included. */
  readonly read: number;
  /** As many as the API server says there are; null when it does not say. */
  readonly total: number | null;
};

export type ListLimits = {
  readonly pageSize: number;
  readonly pageBytesMax: number;
  readonly totalMsMax: number;
  readonly firstByteMsMax: number;
  readonly idleMsMax: number;
};

export type ListRequest<T> = {
  /** Path of the collection, e.g. "/api/v1/pods". */
  readonly path: string;
  /** Keeps what is needed of a parsed object; null leaves it out. */
  readonly read: (object: unknown) => T | null;
  /** Awaited before the next page is asked for. */
  readonly onPage: (page: ListPage<T>) => void | Promise<void>;
  /** The list begins anew: forget the pages so far. */
  readonly onRestart: () => void | Promise<void>;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<ListLimits>;
};

const LIMITS: ListLimits = {
  pageSize: 500,
  pageBytesMax: 64 * 1024 * 1024,
  totalMsMax: 5 * 60_000,
  firstByteMsMax: 10_000,
  idleMsMax: 60_000,
};
/** A page that breaks off is asked for again, so often in one list. */
const BREAKS_MAX = 2;
const RETRY_MS = 1000;

/**
 * Lists a collection page by page over one connection. A list that the API server has forgotten meanwhile (410) begins anew
 * once; an overloaded API server (429, 503) is given the time that it asks for, until the deadline; a page that breaks off is
 * asked for again. Throws only the reason of the caller's signal, and what `onPage` throws.
 */
export async function listObjects<T>(connection: ApiServerConnection, request: ListRequest<T>): Promise<ListOutcome> {
  const limits = { ...LIMITS, ...request.limits };
  const deadline = AbortSignal.timeout(limits.totalMsMax);
  const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
  const session = openOutboundSession({ url: connection.apiServer, tls: connection.tls });
  const authorization = new Secret(`Bearer ${connection.token.reveal()}`);
  const { firstByteMsMax, idleMsMax, pageBytesMax: bytesMax } = limits;
  const ask = (path: string) =>
    readListPage(session, { path, authorization, read: request.read, signal, bytesMax, firstByteMsMax, idleMsMax });
  try {
    const outcome = await listPages(request, limits, ask);
    request.signal?.throwIfAborted();
    return deadline.aborted && !outcome.ok && outcome.failure !== "busy" ? { ok: false, failure: "timeout" } : outcome;
  } finally {
    await session.close();
  }
}

async function listPages<T>(
  request: ListRequest<T>,
  limits: ListLimits,
  ask: (path: string) => Promise<PageOutcome<T>>,
): Promise<ListOutcome> {
  const patience = createPatience(limits.totalMsMax);
  let next = "";
  let read = 0;
  for (;;) {
    const after = next === "" ? "" : `&continue=${encodeURIComponent(next)}`;
    const page = await ask(`${request.path}?limit=${limits.pageSize}${after}`);
    if (page.ok) {
      read += page.objects.length;
      await request.onPage({ objects: page.objects, read, total: totalOf(page, read) });
      if (page.next === "") return { ok: true, count: read };
      // The same page for ever would never come to an end.
      if (page.next === next) return { ok: false, failure: "unreadable" };
      next = page.next;
      continue;
    }
    const verdict = patience.judge(page);
    if (verdict.kind === "give-up") return { ok: false, failure: verdict.failure };
    if (verdict.kind === "wait") {
      await wait(verdict.ms, undefined, { signal: request.signal });
      continue;
    }
    await request.onRestart();
    next = "";
    read = 0;
  }
}

function totalOf({ next, left }: { next: string; left: number | null }, read: number): number | null {
  if (next === "") return read;
  return left === null ? null : read + left;
}

type Verdict =
  | { readonly kind: "give-up"; readonly failure: ListFailure }
  | { readonly kind: "restart" }
  | { readonly kind: "wait"; readonly ms: number };

/** Decides what a failed page means for the list. */
function createPatience(totalMsMax: number) {
  const endsAt = performance.now() + totalMsMax;
  let hasRestarted = false;
  let breaks = 0;
  let waits = 0;
  return {
    judge({ failure, retryAfterSeconds }: { failure: PageFailure; retryAfterSeconds: number | null }): Verdict {
      if (failure === "expired") {
        if (hasRestarted) return { kind: "give-up", failure: "changing" };
        hasRestarted = true;
        return { kind: "restart" };
      }
      const isBroken = failure === "interrupted" || failure === "unreachable";
      const isWorthwhile = failure === "busy" || (isBroken && breaks++ < BREAKS_MAX);
      const ms = retryAfterSeconds === null ? RETRY_MS * 2 ** Math.min(waits++, 5) : retryAfterSeconds * 1000;
      if (!isWorthwhile || performance.now() + ms > endsAt) return { kind: "give-up", failure };
      return { kind: "wait", ms };
    },
  };
}
