import "server-only";
import { z } from "zod";
import type { OutboundReply, OutboundResult } from "@/lib/http/outbound";
import { codeOfFailure, StepFailure } from "./step-run";

const statusSchema = z.object({ kind: z.literal("Status"), message: z.string().max(65_536).optional() });

/** The message of a Status object, with which an API server says no itself; null when the text is none. For our own rules only. */
export function readStatusMessage(body: string): string | null {
  const status = statusSchema.safeParse(parseJson(body));
  return status.success ? (status.data.message ?? "") : null;
}

/** Whether an answer is a web page, whatever it calls itself. */
export function isWebPage(contentType: string, beginning: string): boolean {
  return /^text\/html/i.test(contentType) || /^\s*<(?:!doctype|html)/i.test(beginning);
}

/** The reply if there is one at all. */
export function replyOf(result: OutboundResult): OutboundReply {
  if (!result.ok) throw new StepFailure(codeOfFailure(result.failure));
  return result;
}

/** Names an answer with which nothing can be done: not 2xx, not 401 and 403, which mean something else at each place. */
export function uselessAnswer({ status, contentType, body, retryAfterSeconds }: OutboundReply): StepFailure {
  if (status === 429) return new StepFailure("rate_limited", { retryAfterSeconds: retryAfterSeconds ?? -1 });
  if (status >= 500) return new StepFailure("unavailable", { status });
  return new StepFailure(isWebPage(contentType, body) ? "web_page" : "not_kubernetes", { status });
}

/** JSON, or null. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
