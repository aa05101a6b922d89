import "server-only";
import { ZodError } from "zod";
import { AppError, type ErrorCode, STATUS_OF_ERROR } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Problem } from "@/lib/result";
import { problemsOfZodError } from "@/lib/zod-problems";

/** Short English names for people who read the JSON; the user interface translates `code`. */
const TITLES: Record<ErrorCode, string> = {
  invalid_input: "The input is not valid",
  unauthenticated: "Sign in first",
  forbidden: "This is not allowed",
  not_found: "There is no such thing",
  conflict: "It has changed in the meantime",
  too_large: "The request is too large",
  too_many_requests: "Too many requests",
  upstream_refused: "The other side refused",
  upstream_unreachable: "The other side does not answer",
  internal: "Something went wrong here",
};

/** RFC 9457 problem JSON of anything that was thrown. What was not thrown for users is logged and withheld. */
export function problemResponse(error: unknown, requestId: string): Response {
  if (error instanceof ZodError) return reply("invalid_input", problemsOfZodError(error), requestId);
  if (error instanceof AppError) {
    if (error.code === "internal" || error.cause !== undefined) log.warn({ requestId, error }, "request failed");
    return reply(error.code, error.problems, requestId);
  }
  log.error({ requestId, error }, "request failed unexpectedly");
  return reply("internal", [], requestId);
}

function reply(code: ErrorCode, problems: readonly Problem[], requestId: string): Response {
  const status = STATUS_OF_ERROR[code];
  const body = { type: "about:blank", title: TITLES[code], status, code, problems, requestId };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
}
