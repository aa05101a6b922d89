import type { Account, AccountBook } from "./accounts";
import { type Exchange, readJson, sendJson } from "./answer";
import { StatusError } from "./status";

/** How long issued tokens hold; a real API server refuses less than ten minutes, and may shorten. */
export type TokenSeconds = { readonly min: number; readonly max: number };
export const USUAL_TOKEN_SECONDS: TokenSeconds = { min: 600, max: 10 * 365 * 86_400 };

const DEFAULT_SECONDS = 3600;
const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/serviceaccounts\/([^/]+)\/token$/;

export type TokenRequestPath = { readonly namespace: string; readonly name: string };

/** @returns null for a path that asks for no token */
export function parseTokenRequest(path: string): TokenRequestPath | null {
  const found = PATH.exec(path);
  return found === null ? null : { namespace: found[1] ?? "", name: found[2] ?? "" };
}

/** Answers a TokenRequest that was allowed: a new token of that account, with the rights of whoever asked. */
export async function answerTokenRequest(
  exchange: Exchange,
  { namespace, name }: TokenRequestPath,
  { book, asker, seconds }: { book: AccountBook; asker: Account; seconds: TokenSeconds },
): Promise<void> {
  const user = `system:serviceaccount:${namespace}:${name}`;
  const { spec = {} } = (await readJson(exchange)) as { spec?: { expirationSeconds?: number; audiences?: string[] } };
  if (!book.hasUser(user)) {
    throw new StatusError(404, "NotFound", `serviceaccounts "${name}" not found`, { name, kind: "serviceaccounts" });
  }
  const wanted = spec.expirationSeconds ?? DEFAULT_SECONDS;
  if (wanted < seconds.min) {
    const message = "spec.expirationSeconds: Invalid value: %d: may not specify a duration less than 10 minutes";
    throw new StatusError(
      422,
      "Invalid",
      `TokenRequest.authentication.k8s.io "" is invalid: ${message.replace("%d", `${wanted}`)}`,
    );
  }
  const expiresInSeconds = Math.min(wanted, seconds.max);
  const token = book.addToken({ user, expiresInSeconds, ...(asker.rules === null ? {} : { rules: asker.rules }) });
  const expirationTimestamp = new Date(Date.now() + expiresInSeconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  sendJson(exchange, 201, {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace },
    spec: { audiences: ["https://kubernetes.default.svc"], expirationSeconds: expiresInSeconds, boundObjectRef: null },
    status: { token, expirationTimestamp },
  });
}
