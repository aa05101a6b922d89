import "server-only";
import type { ClusterInput } from "@/lib/clusters/schema";
import { type OutboundResult, outboundRequest } from "@/lib/http/outbound";
import type { OutboundTls } from "@/lib/http/outbound-socket";
import { Secret } from "@/lib/secrets/secret";

/** How the API server of a cluster is reached. */
export type ApiServerConnection = {
  /** https, without a trailing slash; it may have a path. */
  readonly apiServer: string;
  readonly tls: OutboundTls;
  readonly token: Secret<string>;
};

export type ApiServerQuestion = {
  /** Begins with a slash; what is put into it must be encoded. */
  readonly path: string;
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What the JSON is called; application/json unless given. */
  readonly contentType?: string;
  /** What to ask for; JSON unless given. */
  readonly accept?: string;
  /** 1 MiB unless given. */
  readonly responseBytesMax?: number;
  /** 15 s unless given. */
  readonly totalMsMax?: number;
  readonly signal?: AbortSignal;
};

/** The connection of a cluster, saved or not, with its opened token. */
export function connectionOf(
  { apiServer, tls, tlsServerName }: Pick<ClusterInput, "apiServer" | "tls" | "tlsServerName">,
  token: Secret<string>,
): ApiServerConnection {
  const caPem = tls.kind === "ca" ? tls.caPem : null;
  return { apiServer, tls: { caPem, serverName: tlsServerName, isInsecure: tls.kind === "insecure" }, token };
}

/** Sends one request with the cluster's token to its API server, and nowhere else. */
export function askApiServer(
  { apiServer, tls, token }: ApiServerConnection,
  { path, method = "GET", body, contentType = "application/json", accept = "application/json", ...limits }: ApiServerQuestion,
): Promise<OutboundResult> {
  return outboundRequest({
    url: `${apiServer}${path}`,
    method,
    authorization: new Secret(`Bearer ${token.reveal()}`),
    headers: { accept, ...(body === undefined ? {} : { "content-type": contentType }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    tls,
    ...limits,
  });
}
