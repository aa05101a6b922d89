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
import { type ApiServerConnection, askApiServer } from "@/lib/kubernetes/api-client";
import { inLanes } from "./in-lanes";
import { parseJson } from "./read-answer";

const PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const LANES = 8;
const REVIEW_MS_MAX = 5000;
/** After so many questions without an answer the others are not asked. */
const UNANSWERED_MAX = 4;

const answerSchema = z.object({ kind: z.literal("SelfSubjectAccessReview"), status: z.object({ allowed: z.boolean() }) });

export type Permit = "allowed" | "denied" | "unknown";

/** Asks a cluster what the account may do; it has to be asked for each thing on its own. */
export function createAccessReviewer(connection: ApiServerConnection, signal: AbortSignal) {
  let unanswered = 0;
  const ask = async (spec: object): Promise<Permit> => {
    if (unanswered >= UNANSWERED_MAX || signal.aborted) return "unknown";
    const body = { kind: "SelfSubjectAccessReview", apiVersion: "authorization.k8s.io/v1", spec };
    const limits = { responseBytesMax: 64 * 1024, totalMsMax: REVIEW_MS_MAX, signal };
    const reply = await askApiServer(connection, { path: PATH, method: "POST", body, ...limits });
    const answer = reply.ok && reply.status < 300 ? answerSchema.safeParse(parseJson(reply.body)) : null;
    if (answer?.success !== true) {
      unanswered += 1;
      return "unknown";
    }
    unanswered = 0;
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
  };
}

function specOfNeed({ nonResourceUrl, ...need }: ApiNeed): object {
  if (nonResourceUrl !== undefined) return { nonResourceAttributes: { verb: need.verb, path: nonResourceUrl } };
  return { resourceAttributes: attributesOf(need) };
}

function attributesOf({ apiGroup, ...attributes }: AccessAttributes & { namespace?: string; name?: string }): object {
  return { group: apiGroup, ...attributes };
}
