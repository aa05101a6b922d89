import "server-only";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";

/**
 * Refuses changes that another site's page asks for (T-45). Browsers say where a request comes from; a request that
 * carries a cookie and does not say it is refused, one without a cookie has nothing to abuse.
 */
export function assertSameOrigin(request: Request, trustedOrigins: ReadonlySet<string>): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  if (isSameOrigin(request.headers, trustedOrigins)) return;
  const expected = [...trustedOrigins][0] ?? "";
  throw new AppError("forbidden", { problems: [problem("request/cross-site", { parameters: { expected } })] });
}

function isSameOrigin(headers: Headers, trustedOrigins: ReadonlySet<string>): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin !== null) return trustedOrigins.has(origin);
  return !headers.has("cookie");
}
