import "server-only";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Client, type Dispatcher } from "undici";
import { env } from "@/lib/env";
import type { OutboundFailure } from "@/lib/outbound-endpoint";
import type { Secret } from "@/lib/secrets/secret";
import { checkedUrl, readRetryAfter } from "./outbound";
import { failureOf, OutboundStop } from "./outbound-outcome";
import { checkedAddresses, type OutboundTls, openSocket, type ResolveHost, resolveBySystem } from "./outbound-socket";

const FIRST_BYTE_MS_MAX = 10_000;
const IDLE_MS_MAX = 60_000;
const UNPACKED_CHUNK_BYTES = 64 * 1024;

export type OutboundSessionTarget = {
  /** Absolute; https, without user info and fragment. Its path is the prefix of every request. */
  readonly url: string;
  readonly tls: OutboundTls;
  /** Only tests give another resolver. */
  readonly resolveHost?: ResolveHost;
};

export type OutboundStreamRequest = {
  /** Path and query, behind the session's own path. */
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole Authorization header, e.g. `Bearer ...`. */
  readonly authorization?: Secret<string>;
  /** Of the body as it is read, unpacked. */
  readonly bytesMax: number;
  readonly firstByteMsMax?: number;
  readonly idleMsMax?: number;
  readonly signal?: AbortSignal;
};

export type OutboundStreamReply = {
  readonly ok: true;
  readonly status: number;
  readonly contentType: string;
  readonly retryAfterSeconds: number | null;
  /** Ends with an OutboundStop when the body breaks off, is too large or too slow. Must be read to its end or left. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes of the body that have come so far, still packed. */
  readonly receivedBytes: () => number;
};

export type OutboundStreamResult = OutboundStreamReply | { readonly ok: false; readonly failure: OutboundFailure };

/** Several requests, one after the other, over one connection. */
export type OutboundSession = {
  get(request: OutboundStreamRequest): Promise<OutboundStreamResult>;
  close(): Promise<void>;
};

/**
 * The streaming sibling of `outboundRequest`, for answers too large to hold: the same guard, CA and closed list of failures, no
 * redirect. A new socket is guarded anew. There is no total deadline: give a signal.
 */
export function openOutboundSession(target: OutboundSessionTarget): OutboundSession {
  let client: { readonly url: URL; readonly http: Client } | null = null;
  return {
    async get(request) {
      try {
        client ??= openClient(target);
        return await get(client.http, client.url, request);
      } catch (error) {
        return { ok: false, failure: failureOf(error) };
      }
    },
    // Not close(): it would wait for the rest of a body that nobody reads.
    close: async () => client?.http.destroy(),
  };
}

function openClient({ url: text, tls, resolveHost = resolveBySystem }: OutboundSessionTarget) {
  const url = checkedUrl({ url: text });
  const connect = async () => openSocket(url, await checkedAddresses(url, { settings: env(), resolveHost }), tls);
  const http = new Client(url.origin, {
    connect: (_options, callback) => {
      connect().then(
        (socket) => callback(null, socket),
        (error: unknown) => callback(error instanceof Error ? error : new OutboundStop("unreachable"), null),
      );
    },
    pipelining: 1,
  });
  return { url, http };
}

async function get(http: Client, url: URL, request: OutboundStreamRequest): Promise<OutboundStreamReply> {
  const response = await http.request({
    path: `${url.pathname.replace(/\/$/, "")}${request.path}`,
    method: request.method ?? "GET",
    body: request.body ?? null,
    headers: {
      "user-agent": "promfleet",
      "accept-encoding": "gzip",
      ...request.headers,
      ...(request.authorization === undefined ? {} : { authorization: request.authorization.reveal() }),
    },
    headersTimeout: request.firstByteMsMax ?? FIRST_BYTE_MS_MAX,
    bodyTimeout: request.idleMsMax ?? IDLE_MS_MAX,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  const { statusCode, headers, body } = response;
  const stop = (failure: OutboundFailure) => {
    // An error that comes while it ends must not become uncaught.
    body.on("error", () => undefined).destroy();
    return new OutboundStop(failure);
  };
  if (statusCode >= 300 && statusCode < 400) throw stop("redirected");
  const encoding = String(headers["content-encoding"] ?? "identity");
  if (encoding !== "gzip" && encoding !== "identity") throw stop("not_http");
  let received = 0;
  const onReceived = (bytes: number) => {
    received += bytes;
  };
  const isPacked = encoding === "gzip";
  return {
    ok: true,
    status: statusCode,
    contentType: String(headers["content-type"] ?? ""),
    retryAfterSeconds: readRetryAfter(headers["retry-after"]),
    chunks: isPacked ? capped(unpack(body, onReceived), request.bytesMax) : capped(body, request.bytesMax, onReceived),
    receivedBytes: () => received,
  };
}

function unpack(body: Dispatcher.ResponseData["body"], onReceived: (bytes: number) => void): Readable {
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
  body.on("data", (chunk: Buffer) => onReceived(chunk.byteLength));
  body.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => body.destroy());
  return body.pipe(gunzip);
}

async function* capped(
  body: Readable,
  bytesMax: number,
  onReceived: (bytes: number) => void = () => undefined,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      onReceived(chunk.byteLength);
      if (bytes > bytesMax) throw new OutboundStop("too_large");
      yield chunk;
    }
  } catch (error) {
    throw new OutboundStop(isUnpacking(error) ? "not_http" : failureOf(error));
  }
}

function isUnpacking(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
