import "server-only";
import { z } from "zod";
import {
  type AccessAttributes,
  type ApiNeed,
  type ExcessCode,
  excessCandidates,
  findExcess,
  needKey,
} from "@/lib/cluster-access";
import { type OutboundSession, openOutboundSession } from "@/lib/http/outbound-stream";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { Secret } from "@/lib/secrets/secret";
import { inLanes } from "./in-lanes";
import { parseJson } from "./read-answer";

const PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
/** Connections, each for one question after the other. */
const LANES = 4;
const ANSWER_BYTES_MAX = 64 * 1024;
const REVIEW_MS_MAX = 5000;
/** After so many questions without an answer the others are not asked. */
const UNANSWERED_MAX = 4;

const answerSchema = z.object({ kind: z.literal("SelfSubjectAccessReview"), status: z.object({ allowed: z.boolean() }) });

export type Permit = "allowed" | "denied" | "unknown";

/** Asks a cluster what the account may do; it has to be asked for each thing on its own. */
export function createAccessReviewer(connection: ApiServerConnection, signal: AbortSignal) {
  const target = { url: connection.apiServer, tls: connection.tls };
  const sessions = Array.from({ length: LANES }, () => openOutboundSession(target));
  const idle = [...sessions];
  let unanswered = 0;
  const ask = async (spec: object): Promise<Permit> => {
    if (unanswered >= UNANSWERED_MAX || signal.aborted) return "unknown";
    const session = idle.pop();
    if (session === undefined) return "unknown";
    const body = await askForReview(session, { token: connection.token, spec, signal });
    idle.push(session);
    const answer = answerSchema.safeParse(parseJson(body ?? ""));
    unanswered = answer.success ? 0 : unanswered + 1;
    if (!answer.success) return "unknown";
    return answer.data.status.allowed ? "allowed" : "denied";
  };
  return {
    /** Asks for each need once; tells as the answers come. */
    async review(needs: readonly ApiNeed[], onAnswer: (need: ApiNeed, permit: Permit) => void): Promise<Map<string, Permit>> {
      const permits = new Map<string, Permit>();
      await inLanes(needs, LANES, async (need) => {
        const permit = await ask(specOfNeed(need));
        permits.set(needKey(need), permit);
        onAnswer(need, permit);
      });
      return permits;
    },
    /** Rights beyond the needs; null when the cluster did not answer all of it. */
    async excess(needs: readonly ApiNeed[]): Promise<ExcessCode[] | null> {
      const permits = new Map<string, Permit>();
      await inLanes(excessCandidates(needs), LANES, async ({ code, attributes }) => {
        permits.set(code, await ask({ resourceAttributes: attributesOf(attributes) }));
      });
      if ([...permits.values()].includes("unknown")) return null;
      return findExcess(needs, ({ code }) => permits.get(code) === "allowed");
    },
    async close(): Promise<void> {
      await Promise.all(sessions.map((session) => session.close()));
    },
  };
}

type Review = { readonly token: Secret<string>; readonly spec: object; readonly signal: AbortSignal };

/** The text of one answer; null when there was none to use. */
async function askForReview(session: OutboundSession, { token, spec, signal }: Review): Promise<string | null> {
  const reply = await session.get({
    path: PATH,
    method: "POST",
    body: JSON.stringify({ kind: "SelfSubjectAccessReview", apiVersion: "authorization.k8s.io/v1", spec }),
    headers: { "content-type": "application/json", accept: "application/json" },
    authorization: new Secret(`Bearer ${token.reveal()}`),
    bytesMax: ANSWER_BYTES_MAX,
    firstByteMsMax: REVIEW_MS_MAX,
    idleMsMax: REVIEW_MS_MAX,
    signal,
  });
  if (!reply.ok) return null;
  const parts: Buffer[] = [];
  try {
    for await (const chunk of reply.chunks) parts.push(chunk);
  } catch {
    return null;
  }
  return reply.status < 300 ? Buffer.concat(parts).toString("utf8") : null;
}

function specOfNeed({ nonResourceUrl, ...need }: ApiNeed): object {
  if (nonResourceUrl !== undefined) return { nonResourceAttributes: { verb: need.verb, path: nonResourceUrl } };
  return { resourceAttributes: attributesOf(need) };
}

function attributesOf({ apiGroup, ...attributes }: AccessAttributes & { namespace?: string; name?: string }): object {
  return { group: apiGroup, ...attributes };
}
