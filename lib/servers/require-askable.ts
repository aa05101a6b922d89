import "server-only";
import type { ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import type { PrometheusConnection } from "@/lib/prometheus-api/ask";
import { problem } from "@/lib/result";

/** How a server is asked; refuses for one that by its settings nobody reaches from here, instead of waiting in vain. */
export function requireAskable({ url, caPem, auth, transport, name }: ServerRecord): PrometheusConnection {
  if (transport.kind === "pull" && !transport.isReachable) {
    throw new AppError("upstream_unreachable", { problems: [problem("pull/not-asked", { parameters: { server: name } })] });
  }
  return { url, caPem, auth };
}
