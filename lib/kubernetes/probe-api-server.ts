import "server-only";
import { z } from "zod";
import type { ConnectionCheck, ConnectionInput } from "@/lib/clusters/schema";
import { outboundRequest } from "@/lib/http/outbound";
import type { OutboundFailure } from "@/lib/outbound-endpoint";
import { Secret } from "@/lib/secrets/secret";

type Probe = Pick<ConnectionCheck, "outcome" | "kubernetesVersion">;

/** The one field of /version that is told to people, in the only form that Kubernetes gives it. */
const versionSchema = z.object({ gitVersion: z.string().regex(/^v\d+\.\d+\.[0-9A-Za-z.+-]{1,60}$/) });

/** Asks an API server for its version with a token, and says in one word what came of it. */
export async function probeApiServer(
  { apiServer, tls, tlsServerName }: Pick<ConnectionInput, "apiServer" | "tls" | "tlsServerName">,
  token: Secret<string>,
): Promise<Probe> {
  const result = await outboundRequest({
    url: `${apiServer}/version`,
    authorization: new Secret(`Bearer ${token.reveal()}`),
    headers: { accept: "application/json" },
    tls: { caPem: tls.kind === "ca" ? tls.caPem : null, serverName: tlsServerName, isInsecure: tls.kind === "insecure" },
    responseBytesMax: 64 * 1024,
  });
  if (!result.ok) return { outcome: outcomeOfFailure(result.failure), kubernetesVersion: null };
  return outcomeOfReply(result.status, result.body);
}

function outcomeOfFailure(failure: OutboundFailure): ConnectionCheck["outcome"] {
  // Something answered, only not as an API server does.
  return failure === "too_large" || failure === "not_http" ? "not_kubernetes" : failure;
}

function outcomeOfReply(status: number, body: string): Probe {
  if (status === 401) return { outcome: "unauthorized", kubernetesVersion: null };
  if (status === 403) return { outcome: "forbidden", kubernetesVersion: null };
  if (status >= 500) return { outcome: "unreachable", kubernetesVersion: null };
  const version = status === 200 ? versionSchema.safeParse(parseJson(body)) : null;
  if (version?.success !== true) return { outcome: "not_kubernetes", kubernetesVersion: null };
  return { outcome: "ok", kubernetesVersion: version.data.gitVersion };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
