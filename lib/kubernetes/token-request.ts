import "server-only";
import { z } from "zod";
import { Secret } from "@/lib/secrets/secret";
import { type ApiServerConnection, askApiServer } from "./api-client";

const BODY_BYTES_MAX = 64 * 1024;
/** The least that an API server grants. */
export const TOKEN_SECONDS_MIN = 600;

export type ServiceAccount = { readonly namespace: string; readonly name: string };

/** Why there is no new token, in one word of a closed list. */
export type TokenFailure = "forbidden" | "unauthorized" | "not_found" | "refused" | "unreachable";

export type RequestedToken =
  | { readonly ok: true; readonly token: Secret<string> }
  | { readonly ok: false; readonly failure: TokenFailure };

const answerSchema = z.object({
  kind: z.literal("TokenRequest"),
  status: z.object({ token: z.string().regex(/^[\x21-\x7e]{1,16384}$/) }),
});

/** Asks for a new token of a service account, with the token that there is. Audiences of none are the API server's own. */
export async function requestToken(
  connection: ApiServerConnection,
  { namespace, name }: ServiceAccount,
  { audiences, seconds }: { audiences: readonly string[]; seconds: number },
): Promise<RequestedToken> {
  const expirationSeconds = Math.max(Math.round(seconds), TOKEN_SECONDS_MIN);
  const result = await askApiServer(connection, {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}/token`,
    method: "POST",
    body: {
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      spec: { expirationSeconds, ...(audiences.length === 0 ? {} : { audiences }) },
    },
    responseBytesMax: BODY_BYTES_MAX,
  });
  if (!result.ok) return { ok: false, failure: "unreachable" };
  if (result.status >= 300) return { ok: false, failure: FAILURES[result.status] ?? "refused" };
  const answer = answerSchema.safeParse(parseJson(result.body));
  return answer.success ? { ok: true, token: new Secret(answer.data.status.token) } : { ok: false, failure: "refused" };
}

const FAILURES: Readonly<Record<number, TokenFailure>> = { 401: "unauthorized", 403: "forbidden", 404: "not_found" };

const reviewSchema = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) });

/**
 * Whether the API server takes a token for one of this account. Clusters older than 1.28 do not say whose it is: there it
 * is enough that the token is accepted.
 */
export async function isTokenOf(connection: ApiServerConnection, { namespace, name }: ServiceAccount): Promise<boolean> {
  const result = await askApiServer(connection, {
    path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
    method: "POST",
    body: { kind: "SelfSubjectReview", apiVersion: "authentication.k8s.io/v1" },
    responseBytesMax: BODY_BYTES_MAX,
  });
  if (!result.ok) return false;
  if (result.status === 404 || result.status === 403) return true;
  const review = result.status < 300 ? reviewSchema.safeParse(parseJson(result.body)) : null;
  return review?.success === true && review.data.status.userInfo.username === `system:serviceaccount:${namespace}:${name}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
