import "server-only";
import type { TrialOutcome } from "@/lib/clusters/checkup-schema";
import { isWebPage, readStatusMessage } from "./read-answer";

type Refusal = {
  readonly status: number;
  readonly contentType: string;
  /** Its beginning; for these rules only, it goes no further. */
  readonly body: string;
  readonly isProxied: boolean;
};

/** What the API server's proxy says when it could not reach a target; the first that fits counts. */
const PROXY_SENTENCES: readonly (readonly [RegExp, TrialOutcome])[] = [
  [/connection refused/, "target_refused"],
  [/no endpoints available/, "no_endpoints"],
  [/no service port/, "no_service_port"],
  [/first record does not look like a TLS handshake|server gave HTTP response to HTTPS client/, "target_wants_http"],
  [/i\/o timeout|deadline exceeded|timed out|TLS handshake timeout|no route to host/, "target_timeout"],
  [/error trying to reach service/, "target_unreachable"],
];

const API_OUTCOME: Readonly<Record<number, TrialOutcome>> = {
  400: "api_bad_request",
  401: "api_unauthorized",
  403: "api_forbidden",
  404: "api_not_found",
  429: "api_rate_limited",
};

const TARGET_OUTCOME: Readonly<Record<number, TrialOutcome>> = {
  401: "target_unauthorized",
  403: "target_forbidden",
  404: "target_not_found",
};

/**
 * Tells who said no, and why. The status does not: 401, 403, 404 and 503 come from the API server as well as from what is
 * behind its proxy; a Status object is the API server's own.
 */
export function outcomeOfRefusal({ status, contentType, body, isProxied }: Refusal): TrialOutcome {
  const message = readStatusMessage(body);
  if (message !== null) return outcomeOfStatus(status, message);
  if (status === 400 && /HTTP request to an HTTPS server/.test(body)) return "target_wants_https";
  if (!isProxied) return API_OUTCOME[status] ?? (status >= 500 ? "api_unavailable" : "api_bad_request");
  const known = TARGET_OUTCOME[status];
  if (known !== undefined) return known;
  return isWebPage(contentType, body) ? "web_page" : "target_error";
}

function outcomeOfStatus(status: number, message: string): TrialOutcome {
  if (status === 400 && message.includes("address not allowed")) return "address_not_allowed";
  // The target is an API server itself: it knows ours only as nobody.
  if (status === 403 && message.includes('"system:anonymous"')) return "target_forbidden";
  if (status < 500) return API_OUTCOME[status] ?? "api_bad_request";
  return PROXY_SENTENCES.find(([sentence]) => sentence.test(message))?.[1] ?? "api_unavailable";
}
