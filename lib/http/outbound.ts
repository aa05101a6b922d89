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
  readonly method?: "GET" | "POST";
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
  try {
    const url = checkedUrl(request);
    const { resolveHost = resolveBySystem } = request;
    const addresses = await checkedAddresses(url, { settings: env(), resolveHost });
    return await send(request, url, addresses, signal);
  } catch (error) {
    if (deadline.aborted) return { ok: false, failure: "timeout" };
    return { ok: false, failure: failureOf(error) };
  }
}

function checkedUrl({ url: text, allowHttp = false }: OutboundRequest): URL {
  if (!URL.canParse(text)) throw new OutboundStop("blocked_address");
  const url = new URL(text);
  const isAllowed = url.protocol === "https:" || (allowHttp && url.protocol === "http:");
  if (!isAllowed || url.username !== "" || url.password !== "" || url.hash !== "") throw new OutboundStop("blocked_address");
  return url;
}

async function send(
  request: OutboundRequest,
  url: URL,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<OutboundReply> {
  const { totalMsMax = TOTAL_MS_MAX } = request;
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
    if (response.statusCode >= 300 && response.statusCode < 400) throw new OutboundStop("redirected");
    const body = await readCapped(response.body, request.responseBytesMax ?? RESPONSE_BYTES_MAX);
    return { ok: true, status: response.statusCode, contentType: String(response.headers["content-type"] ?? ""), body };
  } finally {
    // Not close(): it would wait for the rest of a body that we refused to read.
    await client.destroy();
  }
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
