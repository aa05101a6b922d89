import "server-only";
import { Client } from "undici";
import { env } from "@/lib/env";
import type { OutboundFailure } from "@/lib/outbound-endpoint";
import type { Secret } from "@/lib/secrets/secret";
import { failureOf, OutboundStop } from "./outbound-outcome";
import { checkedAddresses, type OutboundTls, openSocket, type ResolveHost, resolveBySystem } from "./outbound-socket";

const FIRST_BYTE_MS_MAX = 10_000;
const TOTAL_MS_MAX = 15_000;
const RESPONSE_BYTES_MAX = 1024 * 1024;

export type OutboundRequest = {
  /** Absolute; https unless `allowHttp`, without user info and fragment. */
  readonly url: string;
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole Authorization header, e.g. `Bearer ...`. */
  readonly authorization?: Secret<string>;
  readonly body?: string;
  readonly tls: OutboundTls;
  /** Prometheus servers may speak http; API servers may not. */
  readonly allowHttp?: boolean;
  readonly responseBytesMax?: number;
  readonly totalMsMax?: number;
  readonly signal?: AbortSignal;
  /** Only tests give another resolver. */
  readonly resolveHost?: ResolveHost;
};

export type OutboundReply = {
  readonly ok: true;
  readonly status: number;
  readonly contentType: string;
  /** The other side's clock as its Date header says; null when it does not. */
  readonly dateHeader: Date | null;
  /** How long the other side wants to be left alone (Retry-After, in seconds or as a date). */
  readonly retryAfterSeconds: number | null;
  readonly durationMs: number;
  /** For our own parsers only: never into messages, logs or replies. */
  readonly body: string;
};

export type OutboundResult = OutboundReply | { readonly ok: false; readonly failure: OutboundFailure };

/**
 * The one way in which this server sends requests. It goes only to addresses that the guard allows, trusts only the
 * given CA, follows no redirect, ignores proxy variables, and ends by itself. Every failure is one word of a closed list.
 */
export async function outboundRequest(request: OutboundRequest): Promise<OutboundResult> {
  const deadline = AbortSignal.timeout(request.totalMsMax ?? TOTAL_MS_MAX);
  const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
  const progress = { hasAnswered: false };
  try {
    const url = checkedUrl(request);
    const { resolveHost = resolveBySystem } = request;
    const addresses = await checkedAddresses(url, { settings: env(), resolveHost });
    return await send(request, { url, addresses, signal, progress });
  } catch (error) {
    if (deadline.aborted) return { ok: false, failure: progress.hasAnswered ? "too_slow" : "timeout" };
    return { ok: false, failure: failureOf(error) };
  }
}

export function checkedUrl({ url: text, allowHttp = false }: Pick<OutboundRequest, "url" | "allowHttp">): URL {
  if (!URL.canParse(text)) throw new OutboundStop("blocked_address");
  const url = new URL(text);
  const isAllowed = url.protocol === "https:" || (allowHttp && url.protocol === "http:");
  if (!isAllowed || url.username !== "" || url.password !== "" || url.hash !== "") throw new OutboundStop("blocked_address");
  return url;
}

type Way = {
  readonly url: URL;
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
  /** Told as soon as the headers are there: an answer that does not end is another trouble than none. */
  readonly progress: { hasAnswered: boolean };
};

async function send(request: OutboundRequest, { url, addresses, signal, progress }: Way): Promise<OutboundReply> {
  const { totalMsMax = TOTAL_MS_MAX } = request;
  const startedAt = performance.now();
  const client = new Client(url.origin, {
    connect: (_options, callback) => {
      openSocket(url, addresses, request.tls).then(
        (socket) => callback(null, socket),
        (error: unknown) => callback(error instanceof Error ? error : new OutboundStop("unreachable"), null),
      );
    },
    headersTimeout: Math.max(FIRST_BYTE_MS_MAX, totalMsMax),
    bodyTimeout: totalMsMax,
    pipelining: 1,
  });
  try {
    const response = await client.request({
      path: `${url.pathname}${url.search}`,
      method: request.method ?? "GET",
      headers: {
        "user-agent": "promfleet",
        ...request.headers,
        ...(request.authorization === undefined ? {} : { authorization: request.authorization.reveal() }),
      },
      body: request.body ?? null,
      signal,
    });
    progress.hasAnswered = true;
    if (response.statusCode >= 300 && response.statusCode < 400) throw new OutboundStop("redirected");
    const body = await readCapped(response.body, request.responseBytesMax ?? RESPONSE_BYTES_MAX);
    return {
      ok: true,
      status: response.statusCode,
      contentType: String(response.headers["content-type"] ?? ""),
      dateHeader: readDate(response.headers.date),
      retryAfterSeconds: readRetryAfter(response.headers["retry-after"]),
      durationMs: Math.round(performance.now() - startedAt),
      body,
    };
  } finally {
    // Not close(): it would wait for the rest of a body that we refused to read.
    await client.destroy();
  }
}

/** A date of HTTP; null when there is none or it makes no sense. */
function readDate(header: string | string[] | undefined): Date | null {
  const time = typeof header === "string" ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time);
}

/** Seconds that a Retry-After header asks for; null when there is none or it makes no sense. */
export function readRetryAfter(header: string | string[] | undefined): number | null {
  if (typeof header !== "string") return null;
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const date = readDate(header);
  return date === null ? null : Math.max(0, Math.ceil((date.getTime() - Date.now()) / 1000));
}

async function readCapped(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new OutboundStop("too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
