import "server-only";
import type { TrialFetch, TrialOutcome } from "@/lib/clusters/checkup-schema";
import { failureOf } from "@/lib/http/outbound-outcome";
import { type OutboundStreamReply, openOutboundSession } from "@/lib/http/outbound-stream";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import type { OutboundFailure } from "@/lib/outbound-endpoint";
import { Secret } from "@/lib/secrets/secret";
import { outcomeOfRefusal } from "./refusal";
import { createSeriesCounter } from "./series-counter";

const TOTAL_MS_MAX = 8000;
/** The largest page that is worth a scrape: an API server of a big cluster gives some 20 MB. */
const TEXT_BYTES_MAX = 64 * 1024 * 1024;
/** Enough of a refusal to know its kind. */
const REFUSAL_BYTES_MAX = 8 * 1024;

/** What Prometheus 3 asks for, the text formats only. */
const ACCEPT = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
const METRIC_TYPES = /^(?:text\/plain|application\/openmetrics-text)\s*(?:;|$)/i;

const OUTCOME_OF_FAILURE: Partial<Record<OutboundFailure, TrialOutcome>> = {
  timeout: "timeout",
  too_slow: "too_slow",
  too_large: "too_large",
  redirected: "redirected",
  interrupted: "interrupted",
  not_http: "not_metrics",
};

export type TrialLimits = {
  /** 8 s unless given. */
  readonly totalMsMax?: number;
  /** Of the unpacked page; 64 MiB unless given. */
  readonly textBytesMax?: number;
};

export type TrialPath = {
  /** Path and query under the API server's URL. */
  readonly path: string;
  /** False for the API server's own pages: then every refusal is its own. */
  readonly isProxied: boolean;
};

type Seen = Omit<TrialFetch, "outcome" | "durationMs"> & { readonly outcome: TrialOutcome };
const NOTHING = { status: null, bytes: 0, textBytes: 0, series: 0 } as const;

/**
 * Fetches metrics once as Prometheus would, through the cluster's API server, and says in one word and some numbers what came
 * of it. The page is counted while it passes and never kept.
 */
export async function fetchTrial(
  connection: ApiServerConnection,
  trial: TrialPath,
  options: TrialLimits & { readonly signal?: AbortSignal } = {},
): Promise<TrialFetch> {
  const startedAt = performance.now();
  const totalMsMax = options.totalMsMax ?? TOTAL_MS_MAX;
  const deadline = AbortSignal.timeout(totalMsMax);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
  const session = openOutboundSession({ url: connection.apiServer, tls: connection.tls });
  try {
    const reply = await session.get({
      path: trial.path,
      headers: { accept: ACCEPT, "x-prometheus-scrape-timeout-seconds": String(totalMsMax / 1000) },
      authorization: new Secret(`Bearer ${connection.token.reveal()}`),
      bytesMax: options.textBytesMax ?? TEXT_BYTES_MAX,
      firstByteMsMax: totalMsMax,
      idleMsMax: totalMsMax,
      signal,
    });
    const seen = reply.ok
      ? await readReply(reply, trial, signal)
      : { ...NOTHING, outcome: withoutReply(reply.failure, trial, signal) };
    return { ...seen, durationMs: Math.round(performance.now() - startedAt) };
  } finally {
    await session.close();
  }
}

function withoutReply(failure: OutboundFailure, { isProxied }: TrialPath, signal: AbortSignal): TrialOutcome {
  if (signal.aborted) return "timeout";
  // An API server that panics in a proxied request ends the connection without a word.
  if (failure === "interrupted" && isProxied) return "proxy_broke_off";
  return OUTCOME_OF_FAILURE[failure] ?? "unreachable";
}

async function readReply(reply: OutboundStreamReply, trial: TrialPath, signal: AbortSignal): Promise<Seen> {
  if (reply.status !== 200) return readRefusal(reply, trial);
  const counter = createSeriesCounter();
  let textBytes = 0;
  let failure: TrialOutcome | null = null;
  try {
    for await (const chunk of reply.chunks) {
      textBytes += chunk.byteLength;
      counter.take(chunk);
    }
  } catch (error) {
    failure = signal.aborted ? "too_slow" : (OUTCOME_OF_FAILURE[failureOf(error)] ?? "interrupted");
  }
  const outcome = failure ?? outcomeOfPage(reply.contentType, counter);
  const series = outcome === "web_page" || outcome === "not_metrics" ? 0 : counter.series();
  return { outcome, status: reply.status, bytes: reply.receivedBytes(), textBytes, series };
}

function outcomeOfPage(contentType: string, counter: ReturnType<typeof createSeriesCounter>): TrialOutcome {
  if (/^text\/html/i.test(contentType) || counter.isWebPage()) return "web_page";
  if (counter.foreign() > 0) return "not_metrics";
  if (contentType.trim() === "") return "blank_content_type";
  if (!METRIC_TYPES.test(contentType)) return "foreign_content_type";
  return counter.series() === 0 ? "no_series" : "ok";
}

async function readRefusal(reply: OutboundStreamReply, { isProxied }: TrialPath): Promise<Seen> {
  const parts: Buffer[] = [];
  let textBytes = 0;
  try {
    for await (const chunk of reply.chunks) {
      parts.push(chunk);
      textBytes += chunk.byteLength;
      if (textBytes >= REFUSAL_BYTES_MAX) break;
    }
  } catch {
    // What has come so far has to do.
  }
  const body = Buffer.concat(parts).subarray(0, REFUSAL_BYTES_MAX).toString("utf8");
  const outcome = outcomeOfRefusal({ status: reply.status, contentType: reply.contentType, body, isProxied });
  return { ...NOTHING, outcome, status: reply.status, bytes: reply.receivedBytes(), textBytes };
}
