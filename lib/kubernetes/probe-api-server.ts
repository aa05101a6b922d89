import "server-only";
import { z } from "zod";
import type { ConnectionCheck } from "@/lib/clusters/schema";
import type { OutboundFailure } from "@/lib/outbound-endpoint";
import { type ApiServerConnection, askApiServer } from "./api-client";

export type Probe = Pick<ConnectionCheck, "outcome" | "kubernetesVersion"> & {
  /** The API server's clock less ours; null when it did not say. */
  readonly clockSkewMs: number | null;
};

/** The one field of /version that is told to people, in the only form that Kubernetes gives it. */
const versionSchema = z.object({ gitVersion: z.string().regex(/^v\d+\.\d+\.[0-9A-Za-z.+-]{1,60}$/) });

/** Asks an API server for its version with a token, and says in one word what came of it. */
export async function probeApiServer(
  connection: ApiServerConnection,
  options: { totalMsMax?: number; signal?: AbortSignal } = {},
): Promise<Probe> {
  const result = await askApiServer(connection, { path: "/version", responseBytesMax: 64 * 1024, ...options });
  if (!result.ok) return { outcome: outcomeOfFailure(result.failure), kubernetesVersion: null, clockSkewMs: null };
  const clockSkewMs = result.dateHeader === null ? null : result.dateHeader.getTime() - Date.now();
  return { ...outcomeOfReply(result.status, result.body), clockSkewMs };
}

/** The failure of a connection in the words for clusters. */
export function outcomeOfFailure(failure: OutboundFailure): ConnectionCheck["outcome"] {
  // Something answered, only not as an API server does.
  return failure === "too_large" || failure === "not_http" ? "not_kubernetes" : failure;
}

function outcomeOfReply(status: number, body: string): Omit<Probe, "clockSkewMs"> {
  if (status === 401) return { outcome: "unauthorized", kubernetesVersion: null };
  if (status === 403) return { outcome: "forbidden", kubernetesVersion: null };
  if (status === 429) return { outcome: "rate_limited", kubernetesVersion: null };
  if (status >= 500) return { outcome: "unavailable", kubernetesVersion: null };
  const kubernetesVersion = status === 200 ? readKubernetesVersion(body) : null;
  return kubernetesVersion === null ? { outcome: "not_kubernetes", kubernetesVersion } : { outcome: "ok", kubernetesVersion };
}

/** The version in an answer of /version, or null when it is none. */
export function readKubernetesVersion(body: string): string | null {
  const version = versionSchema.safeParse(parseJson(body));
  return version.success ? version.data.gitVersion : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
