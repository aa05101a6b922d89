import { RequestError } from "@/lib/http/client";
import type { Problem } from "@/lib/result";

/** What the page tells of a request that failed; `status` is null when no answer came at all. */
export type RequestFailure = Pick<RequestError, "code" | "problems" | "requestId"> & { readonly status: number | null };

const NOT_A_REPLY: RequestFailure = { status: null, code: "internal", requestId: null, problems: [] };

/** Reads whatever a request threw: an answer of our API with its problems, or the failure to get one. */
export function readFailure(error: unknown): RequestFailure {
  if (!(error instanceof RequestError)) return NOT_A_REPLY;
  const { status, code, requestId, problems } = error;
  // "offline" says it all; its problem would say it again.
  const told: readonly Problem[] = code === "offline" ? [] : problems;
  return { status: code === "offline" ? null : status, code, requestId, problems: told };
}
