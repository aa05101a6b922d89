import "server-only";
import { z } from "zod";
import { outboundRequest } from "@/lib/http/outbound";
import type { OutboundFailure } from "@/lib/outbound-endpoint";
import { type Problem, problem } from "@/lib/result";
import { Secret } from "@/lib/secrets/secret";

/** How a Prometheus server's HTTP API is reached. */
export type PrometheusConnection = {
  /** Without a trailing slash; it may have a route prefix. */
  readonly url: string;
  readonly caPem: string | null;
  readonly auth:
    | { readonly kind: "none" }
    | { readonly kind: "basic"; readonly username: string; readonly secret: Secret }
    | { readonly kind: "bearer"; readonly secret: Secret };
};

/** Why there is no answer to use, in one word of a closed list. */
export type AskFailure = OutboundFailure | "unauthorized" | "forbidden" | "not_prometheus";

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: AskFailure };

/** What Prometheus answered to a request, whatever the status. */
export type PrometheusReply = { readonly status: number; readonly body: string };

type AskOptions = {
  readonly method?: "GET" | "POST";
  readonly totalMsMax?: number;
  readonly responseBytesMax?: number;
  readonly signal?: AbortSignal;
};

const ASK_MS_MAX = 10_000;
const RESPONSE_BYTES_MAX = 4 * 1024 * 1024;

const envelopeSchema = z.object({ status: z.literal("success"), data: z.unknown() });

/** Sends one request to a Prometheus server through the guarded client. */
export async function askForReply(
  { url, caPem, auth }: PrometheusConnection,
  path: string,
  { method = "GET", totalMsMax = ASK_MS_MAX, responseBytesMax = RESPONSE_BYTES_MAX, signal }: AskOptions = {},
): Promise<Asked<PrometheusReply>> {
  const authorization = authorizationOf(auth);
  const result = await outboundRequest({
    url: `${url}${path}`,
    method,
    allowHttp: true,
    tls: { caPem, serverName: null, isInsecure: false },
    totalMsMax,
    responseBytesMax,
    ...(authorization === null ? {} : { authorization }),
    ...(signal === undefined ? {} : { signal }),
  });
  return result.ok ? { ok: true, value: { status: result.status, body: result.body } } : result;
}

function authorizationOf(auth: PrometheusConnection["auth"]): Secret | null {
  switch (auth.kind) {
    case "none":
      return null;
    case "basic":
      return new Secret(`Basic ${Buffer.from(`${auth.username}:${auth.secret.reveal()}`, "utf8").toString("base64")}`);
    case "bearer":
      return new Secret(`Bearer ${auth.secret.reveal()}`);
  }
}

/** Asks for a text; anything but 200 is a failure. */
export async function askForText(
  connection: PrometheusConnection,
  path: string,
  options: AskOptions = {},
): Promise<Asked<string>> {
  const reply = await askForReply(connection, path, options);
  if (!reply.ok) return reply;
  const { status, body } = reply.value;
  if (status === 200) return { ok: true, value: body };
  return { ok: false, failure: status === 401 ? "unauthorized" : status === 403 ? "forbidden" : "not_prometheus" };
}

/** Asks the API under /api/v1 and checks the shape of `data`. */
export async function askForData<T extends z.ZodType>(
  connection: PrometheusConnection,
  path: string,
  { schema, ...options }: AskOptions & { schema: T },
): Promise<Asked<z.output<T>>> {
  const text = await askForText(connection, `/api/v1${path}`, options);
  if (!text.ok) return text;
  const envelope = envelopeSchema.safeParse(parseJson(text.value));
  const data = schema.safeParse(envelope.data?.data);
  return envelope.success && data.success ? { ok: true, value: data.data } : { ok: false, failure: "not_prometheus" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The sentence about an answer that did not come. */
export function problemOfFailure(failure: AskFailure, { url }: Pick<PrometheusConnection, "url">): Problem {
  return problem(`server/${failure.replaceAll("_", "-")}`, { parameters: { url } });
}
