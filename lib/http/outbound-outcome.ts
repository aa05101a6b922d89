import "server-only";

import type { OutboundFailure } from "@/lib/outbound-endpoint";

const FAILURE_OF_CODE: Readonly<Record<string, OutboundFailure>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  ENODATA: "dns",
  ECONNREFUSED: "refused",
  ECONNRESET: "interrupted",
  EPIPE: "interrupted",
  UND_ERR_SOCKET: "interrupted",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "interrupted",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_HEADERS_OVERFLOW: "too_large",
  CERT_HAS_EXPIRED: "tls_expired",
  CERT_NOT_YET_VALID: "tls_not_yet_valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls_name",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls_untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "tls_untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls_untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "tls_untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls_untrusted",
  CERT_SIGNATURE_FAILURE: "tls_untrusted",
  CERT_UNTRUSTED: "tls_untrusted",
  CERT_CHAIN_TOO_LONG: "tls_untrusted",
  CERT_REVOKED: "tls_untrusted",
  INVALID_CA: "tls_untrusted",
  INVALID_PURPOSE: "tls_untrusted",
  PATH_LENGTH_EXCEEDED: "tls_untrusted",
  // Node's OpenSSL calls an answer that is no TLS record a wrong version or a record that is too long.
  ERR_SSL_WRONG_VERSION_NUMBER: "not_tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not_tls",
  ERR_SSL_RECORD_LAYER_FAILURE: "not_tls",
  ERR_SSL_HTTP_REQUEST: "not_tls",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "tls_protocol",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "tls_protocol",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "tls_protocol",
  ERR_SSL_SSL_TLSV1_ALERT_HANDSHAKE_FAILURE: "tls_protocol",
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: "tls_protocol",
  EPROTO: "tls_failed",
};

/** The closed word for whatever a socket, TLS or the HTTP parser has thrown. */
export function failureOf(error: unknown): OutboundFailure {
  if (error instanceof OutboundStop) return error.failure;
  if (!(error instanceof Error)) return "unreachable";
  if (error.name === "TimeoutError") return "timeout";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const known = FAILURE_OF_CODE[code];
  if (known !== undefined) return known;
  if (error.name === "HTTPParserError" || code.startsWith("HPE_")) return "not_http";
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_")) return "tls_failed";
  return error.cause === undefined ? "unreachable" : failureOf(error.cause);
}

/** Ends a request with a failure that we found ourselves. */
export class OutboundStop extends Error {
  readonly failure: OutboundFailure;

  constructor(failure: OutboundFailure) {
    super(failure);
    this.name = "OutboundStop";
    this.failure = failure;
  }
}
