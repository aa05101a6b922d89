/** What Prometheus's own words about a failed scrape come to. */
export const SCRAPE_ERRORS = [
  "unauthorized",
  "forbidden",
  "not_found",
  "bad_request",
  "unavailable",
  "status",
  "timeout",
  "connection",
  "certificate",
  "credential_file",
  "content_type",
  "redirected",
  "limit",
  "format",
] as const;
export type ScrapeError = (typeof SCRAPE_ERRORS)[number];

const STATUS = /^server returned HTTP status (\d{3})/;
const OF_STATUS: Readonly<Record<string, ScrapeError>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  503: "unavailable",
};

/** In this order: a timeout is told inside the words about a connection. */
const PATTERNS: readonly (readonly [RegExp, ScrapeError])[] = [
  [/unable to read authorization credentials|unable to use specified CA|no such file or directory/, "credential_file"],
  [/context deadline exceeded|Client\.Timeout|i\/o timeout/, "timeout"],
  [/x509:|tls:|certificate/, "certificate"],
  [/Content-Type/, "content_type"],
  [/connection refused|no such host|no route to host|EOF|connection reset|INTERNAL_ERROR/, "connection"],
  [/limit exceeded/, "limit"],
  [/parsing|expected|invalid|data does not end/, "format"],
];

/** Names the cause behind a target's lastError; null when there is none, or none that is known. */
export function readLastError(lastError: string): ScrapeError | null {
  const status = STATUS.exec(lastError)?.[1];
  if (status?.startsWith("3") === true) return "redirected";
  if (status !== undefined) return OF_STATUS[status] ?? "status";
  return PATTERNS.find(([pattern]) => pattern.test(lastError))?.[1] ?? null;
}
