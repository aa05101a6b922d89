import "server-only";
import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import { AppError, type ErrorCode } from "@/lib/errors";
import { problemResponse } from "@/lib/http/problem-response";
import { readJsonBody } from "@/lib/http/read-body";
import { assertSameOrigin } from "@/lib/http/same-origin";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { findActor } from "./actor";
import { auth, trustedOrigins } from "./auth";
import { limitAttempts } from "./rate-limit";
import { passwordChangeSchema, signInInputSchema } from "./schema";

/** Wrong passwords per account; a delay, never a lock, so that nobody can lock somebody else out for long. */
const SIGN_IN_LIMIT = { max: 10, windowMs: 60_000 };

/** What better-auth may serve: everything that it can do and we do not need stays closed. */
const ENDPOINTS: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
  "/api/auth/sign-in/email": signIn,
  "/api/auth/sign-out": (request) => auth().handler(withBody(request, {})),
  "/api/auth/change-password": changePassword,
};

/** Serves sign-in, sign-out and change of password; failures are the same problem JSON as everywhere. */
export async function answerAuthRequest(request: Request): Promise<Response> {
  const requestId = randomUUID();
  try {
    const endpoint = ENDPOINTS[new URL(request.url).pathname];
    if (endpoint === undefined || request.method !== "POST") throw new AppError("not_found");
    assertSameOrigin(request, trustedOrigins());
    const response = await endpoint(request);
    if (!response.ok) throw await errorOf(response);
    return withHeaders(response, requestId);
  } catch (error) {
    const response = withHeaders(problemResponse(error, requestId), requestId);
    log.info({ requestId, path: new URL(request.url).pathname, status: response.status }, "sign-in request refused");
    return response;
  }
}

async function signIn(request: Request): Promise<Response> {
  const { email, password } = await bodyOf(request, signInInputSchema);
  // A digest: keys of this table end up in backups, and e-mail addresses have no business there.
  const account = createHash("sha256").update(email).digest("hex").slice(0, 32);
  await limitAttempts(`sign-in:${account}`, SIGN_IN_LIMIT);
  return auth().handler(withBody(request, { email, password, rememberMe: true }));
}

async function changePassword(request: Request): Promise<Response> {
  const actor = await findActor(request);
  if (actor === null) throw new AppError("unauthenticated");
  const { currentPassword, newPassword } = await bodyOf(request, passwordChangeSchema);
  await limitAttempts(`change-password:${actor.id}`, SIGN_IN_LIMIT);
  const response = await auth().handler(withBody(request, { currentPassword, newPassword, revokeOtherSessions: true }));
  if (response.ok) log.info({ actor: actor.id }, "password changed, other sessions ended");
  return response;
}

async function bodyOf<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  return schema.parse(await readJsonBody(request));
}

/** The request as better-auth gets it: our checked body and no header that it might believe. */
function withBody(request: Request, body: object): Request {
  const headers = new Headers({ "content-type": "application/json" });
  for (const name of [
    "cookie",
    "origin",
    "user-agent",
    "x-forwarded-for",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
  ]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Request(request.url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Sign-in failures look alike whether the account exists or not. */
async function errorOf(response: Response): Promise<AppError> {
  const body: unknown = await response.json().catch(() => null);
  const foreignCode = typeof body === "object" && body !== null && "code" in body ? String(body.code) : "";
  if (foreignCode === "INVALID_PASSWORD") {
    return new AppError("invalid_input", { problems: [problem("request/wrong-password", { path: ["currentPassword"] })] });
  }
  const codes: Readonly<Record<number, ErrorCode>> = {
    400: "invalid_input",
    401: "unauthenticated",
    403: "forbidden",
    429: "too_many_requests",
  };
  const code = codes[response.status] ?? "internal";
  if (code === "unauthenticated") return new AppError(code, { problems: [problem("request/wrong-credentials")] });
  if (code !== "too_many_requests") return new AppError(code, { message: foreignCode });
  const seconds = Number(response.headers.get("x-retry-after") ?? 60);
  return new AppError(code, { problems: [problem("request/too-many", { parameters: { seconds } })] });
}

function withHeaders(response: Response, requestId: string): Response {
  const headers = new Headers(response.headers);
  headers.set("cache-control", "no-store");
  headers.set("x-request-id", requestId);
  return new Response(response.body, { status: response.status, headers });
}
