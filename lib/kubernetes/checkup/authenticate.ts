import "server-only";
import { z } from "zod";
import type { OutboundReply } from "@/lib/http/outbound";
import { type ApiServerConnection, askApiServer } from "@/lib/kubernetes/api-client";
import { isWebPage, parseJson, readStatusMessage, replyOf, uselessAnswer } from "./read-answer";
import { StepFailure } from "./step-run";
import { rejectionOf } from "./token-claims";

const BODY_BYTES_MAX = 64 * 1024;

const whoAmISchema = z.object({
  kind: z.literal("SelfSubjectReview"),
  status: z.object({ userInfo: z.object({ username: z.string() }) }),
});
const reviewSchema = z.object({ kind: z.literal("SelfSubjectAccessReview") });

type Limits = { readonly totalMsMax: number; readonly signal: AbortSignal };

/**
 * Makes sure that the token is somebody's. /version would not do: clusters show it to everybody.
 *
 * @returns the API server's clock less ours in milliseconds, null when it does not say
 */
export async function authenticate(connection: ApiServerConnection, limits: Limits): Promise<number | null> {
  const reply = await post(connection, "/apis/authentication.k8s.io/v1/selfsubjectreviews", limits, {
    kind: "SelfSubjectReview",
    apiVersion: "authentication.k8s.io/v1",
  });
  if (reply.status === 401) throw unauthorized(reply, connection);
  const whoAmI = reply.status < 300 ? whoAmISchema.safeParse(parseJson(reply.body)) : null;
  if (whoAmI?.success === true) {
    if (whoAmI.data.status.userInfo.username === "system:anonymous") throw new StepFailure("anonymous");
    return skewOf(reply);
  }
  // Before 1.28 there is no such review, or the account may not make one: the API server says so itself.
  if (readStatusMessage(reply.body) === null || [429, 500, 502, 503, 504].includes(reply.status)) throw uselessAnswer(reply);
  return authenticateByAccessReview(connection, limits);
}

/** Every account may ask about its own rights, the anonymous one may not. */
async function authenticateByAccessReview(connection: ApiServerConnection, limits: Limits): Promise<number | null> {
  const reply = await post(connection, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", limits, {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    spec: { nonResourceAttributes: { verb: "get", path: "/version" } },
  });
  if (reply.status === 401) throw unauthorized(reply, connection);
  if (reply.status === 403) throw new StepFailure("forbidden");
  if (reply.status < 300 && reviewSchema.safeParse(parseJson(reply.body)).success) return skewOf(reply);
  throw uselessAnswer(reply);
}

async function post(connection: ApiServerConnection, path: string, limits: Limits, body: object): Promise<OutboundReply> {
  return replyOf(await askApiServer(connection, { path, method: "POST", body, responseBytesMax: BODY_BYTES_MAX, ...limits }));
}

function unauthorized(reply: OutboundReply, { token, apiServer }: ApiServerConnection): StepFailure {
  if (isWebPage(reply.contentType, reply.body)) return new StepFailure("web_page", { status: reply.status });
  return rejectionOf(token.reveal(), apiServer, reply.dateHeader ?? new Date());
}

/** The Date header has whole seconds: half a second is added for what it cuts off. */
function skewOf({ dateHeader, durationMs }: OutboundReply): number | null {
  return dateHeader === null ? null : Math.round(dateHeader.getTime() + 500 - (Date.now() - durationMs / 2));
}
