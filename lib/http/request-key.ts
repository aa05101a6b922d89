import "server-only";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";

const KEY = /^[A-Za-z0-9_-]{8,100}$/;

/**
 * The Idempotency-Key of a request, bound to who has sent it: nobody gets an answer by somebody else's key.
 * Without the header there is none.
 */
export function readRequestKey(request: Request, actorId: string): { requestKey?: string } {
  const key = request.headers.get("idempotency-key");
  if (key === null) return {};
  if (!KEY.test(key)) throw new AppError("invalid_input", { problems: [problem("request/idempotency-key")] });
  return { requestKey: `${actorId}:${key}` };
}
