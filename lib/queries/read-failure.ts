import { z } from "zod";
import { problemSchema } from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";

const failureSchema = z.object({
  status: z.number().nullable().catch(null),
  code: z.string().catch("internal"),
  requestId: z.string().nullable().catch(null),
  problems: z.array(problemSchema).catch([]),
});

/** What the page tells of a request that failed; `status` is null when no answer came at all. */
export type RequestFailure = {
  readonly status: number | null;
  readonly code: string;
  readonly requestId: string | null;
  readonly problems: readonly Problem[];
};

const NO_ANSWER: RequestFailure = { status: null, code: "no_answer", requestId: null, problems: [] };

/** Reads whatever a request threw: an answer of our API with its problems, or the failure to get one. */
export function readFailure(error: unknown): RequestFailure {
  if (typeof error !== "object" || error === null || !("status" in error)) return NO_ANSWER;
  const { status, code, requestId, problems } = error as Record<string, unknown>;
  const parsed = failureSchema.parse({ status, code, requestId, problems });
  return {
    ...parsed,
    problems: parsed.problems.map(({ range, prometheus, ...problem }) => withPlace(problem, range, prometheus)),
  };
}

function withPlace(problem: Problem, range: Problem["range"], prometheus: string | undefined): Problem {
  return { ...problem, ...(range === undefined ? {} : { range }), ...(prometheus === undefined ? {} : { prometheus }) };
}
