import { expect, test } from "vitest";
import { readLastError } from "./read-last-error";

// Words of the real Prometheus 3.5.3 about the failures of cluster beta.
test.each<[lastError: string, cause: ReturnType<typeof readLastError>]>([
  ["server returned HTTP status 401 Unauthorized", "unauthorized"],
  ["server returned HTTP status 403 Forbidden", "forbidden"],
  ["server returned HTTP status 404 Not Found", "not_found"],
  ["server returned HTTP status 400 Bad Request", "bad_request"],
  ["server returned HTTP status 503 Service Unavailable", "unavailable"],
  ["server returned HTTP status 500 Internal Server Error", "status"],
  ["server returned HTTP status 302 Found", "redirected"],
  ['strconv.ParseFloat: parsing "is": invalid syntax while parsing: "this is"', "format"],
  ['expected equal, got "<" ("INVALID") while parsing: "<"', "format"],
  ['received unsupported Content-Type "text/html" and no fallback_scrape_protocol specified for target', "content_type"],
  ["non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target", "content_type"],
  ['Get "https://10.200.2.2:6443/x/proxy/metrics": context deadline exceeded', "timeout"],
  ['Get "https://10.0.0.1:6443/metrics": dial tcp 10.0.0.1:6443: connect: connection refused', "connection"],
  ['Get "https://h:1/metrics": tls: failed to verify certificate: x509: certificate signed by unknown authority', "certificate"],
  ['Get "https://h:1/": unable to read authorization credentials: open /t: no such file or directory', "credential_file"],
  ["sample limit exceeded", "limit"],
  ["", null],
  ["something new", null],
])("%s: %s", (lastError, cause) => {
  expect(readLastError(lastError)).toBe(cause);
});
