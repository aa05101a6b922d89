import { z } from "zod";
import { problemSchema } from "@/lib/deployments/schema";
import { type ErrorCode, STATUS_OF_ERROR } from "@/lib/errors";
import { type Problem, problem } from "@/lib/result";

const errorCodes = Object.keys(STATUS_OF_ERROR) as [ErrorCode, ...ErrorCode[]];

const errorBodySchema = z.object({
  code: z.enum(errorCodes),
  problems: z.array(problemSchema),
  requestId: z.string(),
});

/** A request that our own API did not serve; `requestId` finds it in the server's log. */
export class RequestError extends Error {
  readonly code: ErrorCode | "offline";
  readonly status: number;
  readonly problems: readonly Problem[];
  readonly requestId: string | null;

  constructor(fields: Pick<RequestError, "code" | "status" | "problems" | "requestId">) {
    super(`${fields.code} ${fields.problems.map((found) => found.code).join(", ")}`.trim());
    this.name = "RequestError";
    this.code = fields.code;
    this.status = fields.status;
    this.problems = fields.problems;
    this.requestId = fields.requestId;
  }
}

/**
 * Asks our own API. The reply is parsed with the schema of the noun; anything else is a `RequestError`.
 * A body is an object: it is sent as JSON. For replies without content give `z.void()`.
 */
export async function requestJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  options: RequestOptions = {},
): Promise<z.output<Schema>> {
  const text = await (await request(path, options)).text();
  return schema.parse(text === "" ? undefined : JSON.parse(text));
}

/** Asks our own API for what a worker will read: the page neither parses nor holds it. */
export async function requestBlob(path: string, options: RequestOptions = {}): Promise<Blob> {
  return await (await request(path, options)).blob();
}

/**
 * Asks our own API for lines, and gives them as they arrive. When the answer breaks off that is a RequestError as well;
 * a complete answer ends with a line break.
 */
export async function* requestTextLines(path: string, options: RequestOptions = {}): AsyncGenerator<string[], void, undefined> {
  const { body } = await request(path, options);
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      if (options.signal?.aborted === true) throw error;
      throw offline();
    });
    if (done) break;
    const lines = `${rest}${value}`.split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  if (rest !== "") throw offline();
}

function offline(): RequestError {
  return new RequestError({ code: "offline", status: 0, problems: [problem("request/offline")], requestId: null });
}

type RequestOptions = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
  /** Idempotency-Key: sent again after a lost answer, the request does nothing twice. */
  requestKey?: string;
};

async function request(path: string, { method = "GET", body, signal, requestKey }: RequestOptions): Promise<Response> {
  const headers = {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(requestKey === undefined ? {} : { "idempotency-key": requestKey }),
  };
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw offline();
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function errorOf(response: Response): Promise<RequestError> {
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return new RequestError({ code: "internal", status: response.status, problems: [], requestId: null });
  const problems = parsed.data.problems.map(({ range, prometheus, ...rest }) => ({
    ...rest,
    ...(range === undefined ? {} : { range }),
    ...(prometheus === undefined ? {} : { prometheus }),
  }));
  return new RequestError({ ...parsed.data, status: response.status, problems });
}
