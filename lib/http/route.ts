import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Actor, requireActor } from "@/lib/access/actor";
import { trustedOrigins } from "@/lib/access/auth";
import { log } from "@/lib/log";
import { problemResponse } from "./problem-response";
import { readJsonBody } from "./read-body";
import { assertSameOrigin } from "./same-origin";

/** What a route takes; what it does not name it does not get. */
type Shape<Access, Body extends z.ZodType, Params extends z.ZodType, Query extends z.ZodType> = {
  /** "public" serves people who are not signed in; every other route needs an actor. */
  access?: Access;
  body?: Body;
  params?: Params;
  query?: Query;
};

type Access = "public" | "actor";
type Input<A extends Access, Body extends z.ZodType, Params extends z.ZodType, Query extends z.ZodType> = {
  actor: A extends "public" ? null : Actor;
  body: z.output<Body>;
  params: z.output<Params>;
  query: z.output<Query>;
  request: Request;
  requestId: string;
};

/**
 * Wraps an API route: who asks, from where, is the input well formed, run, and every failure becomes problem JSON.
 * Pass the noun's schemas; take a use case's result and reply.
 */
export function route<
  A extends Access = "actor",
  Body extends z.ZodType = z.ZodUndefined,
  Params extends z.ZodType = z.ZodUnknown,
  Query extends z.ZodType = z.ZodUnknown,
>(shape: Shape<A, Body, Params, Query>, handler: (input: Input<A, Body, Params, Query>) => Promise<Response>) {
  return async (request: Request, context: { params: Promise<unknown> }): Promise<Response> => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    const run = async (): Promise<Response> => {
      const actor = shape.access === "public" ? null : await requireActor(request);
      assertSameOrigin(request, trustedOrigins());
      const params = (shape.params ?? z.unknown()).parse(await context.params);
      const query = (shape.query ?? z.unknown()).parse(Object.fromEntries(new URL(request.url).searchParams));
      const body = shape.body === undefined ? undefined : shape.body.parse(await readJsonBody(request));
      return handler({ actor, body, params, query, request, requestId } as Input<A, Body, Params, Query>);
    };
    const response = await run().catch((error: unknown) => problemResponse(error, requestId));
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-request-id", requestId);
    const entry = { requestId, method: request.method, path: new URL(request.url).pathname, status: response.status };
    const durationMs = Math.round(performance.now() - startedAt);
    if (request.method === "GET" && response.ok) log.debug({ ...entry, durationMs }, "request");
    else log.info({ ...entry, durationMs }, "request");
    return response;
  };
}
