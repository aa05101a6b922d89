import type { Problem } from "@/lib/result";

/** HTTP status of every error code; the one table that decides it. */
export const STATUS_OF_ERROR = {
  invalid_input: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many_requests: 429,
  upstream_refused: 502,
  upstream_unreachable: 504,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof STATUS_OF_ERROR;

/**
 * A request that cannot be served. Adapters and use cases throw it; `route()` turns it into problem JSON.
 * The message is for logs and must be free of secrets and of foreign bodies.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, options: { problems?: readonly Problem[]; cause?: unknown; message?: string } = {}) {
    super(options.message ?? options.problems?.map((problem) => problem.code).join(", ") ?? code, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.problems = options.problems ?? [];
  }
}
