import type { ServerResponse } from "node:http";
import { constants, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { StatusError } from "./status";

/** One request and its answer; HTTP/1.1 and HTTP/2 alike. */
export type Exchange = {
  readonly request: Http2ServerRequest;
  readonly response: Http2ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
};

export function sendJson({ response }: Exchange, code: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(code, { "content-type": "application/json", "cache-control": "no-cache, private", ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

export function sendText({ response }: Exchange, code: number, body: string, contentType = "text/plain; charset=utf-8"): void {
  response.writeHead(code, { "content-type": contentType });
  response.end(body);
}

/** Sends the headers of a stream: a client waits for them even when nothing happens for a while. HTTP/2 has sent them already. */
export function flushHeaders({ request, response }: Exchange): void {
  if (request.httpVersionMajor < 2) (response as unknown as ServerResponse).flushHeaders();
}

/** Turns what was thrown into the Status JSON of Kubernetes; what is no StatusError is a fault of the replay itself. */
export function sendFailure(exchange: Exchange, error: unknown): void {
  if (exchange.response.headersSent) {
    abort(exchange);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const failure = error instanceof StatusError ? error : new StatusError(500, "InternalError", `replay: ${message}`);
  sendJson(exchange, failure.status.code, failure.status);
}

/** What a panic inside the API server looks like: a stream error with HTTP/2, an empty reply with HTTP/1.1. */
export function abort({ request, response }: Exchange): void {
  if (request.httpVersionMajor >= 2) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else request.socket.destroy();
}

const BODY_BYTES_MAX = 65_536;

/** Reads what a request brings. */
export async function readJson(exchange: Exchange): Promise<unknown> {
  const text = await readText(exchange, BODY_BYTES_MAX);
  try {
    return JSON.parse(text);
  } catch {
    throw new StatusError(400, "BadRequest", "the object provided is unrecognized");
  }
}

/** Reads the text of a request, up to a size. */
export async function readText({ request }: Exchange, bytesMax: number): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > bytesMax) throw new StatusError(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
  }
  return text;
}
