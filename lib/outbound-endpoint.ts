import { z } from "zod";

/** Ways in which no answer comes at all. Only this word leaves the server, never what the other side said. */
export const CONNECTION_FAILURES = [
  "blocked_address",
  "dns",
  "refused",
  "timeout",
  "unreachable",
  "tls_untrusted",
  "tls_name",
  "tls_expired",
  "tls_not_yet_valid",
  /** No protocol version or cipher in common. */
  "tls_protocol",
  "tls_failed",
  /** Something answers, but it does not speak TLS. */
  "not_tls",
  /** The connection was there and broke off. */
  "interrupted",
  "redirected",
] as const;

/** Every way in which an outbound request can fail: no answer, or one that is not worth reading. */
export const OUTBOUND_FAILURES = [
  ...CONNECTION_FAILURES,
  "too_large",
  /** The answer had begun and was not over in time. */
  "too_slow",
  "not_http",
] as const;
export type OutboundFailure = (typeof OUTBOUND_FAILURES)[number];

/** URL of something that we send credentials to: one of `protocols`, no user info, query or fragment; a trailing slash is dropped. */
export function endpointUrlSchema(protocols: readonly ("http:" | "https:")[], error: string) {
  return z
    .string()
    .trim()
    .transform((text) => text.replace(/\/+$/, ""))
    .refine((text) => isEndpointUrl(text, protocols), { error });
}

function isEndpointUrl(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return protocols.includes(protocol) && [username, password, search, hash].every((part) => part === "");
}
