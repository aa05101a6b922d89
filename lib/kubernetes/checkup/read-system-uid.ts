import "server-only";
import { z } from "zod";
import { type ApiServerConnection, askApiServer } from "@/lib/kubernetes/api-client";
import { parseJson } from "./read-answer";

const namespaceSchema = z.object({ metadata: z.object({ uid: z.uuid() }) });

/** UID of the namespace kube-system, which no two clusters share; null when the account may not read it. */
export async function readSystemUid(
  connection: ApiServerConnection,
  limits: { readonly totalMsMax: number; readonly signal: AbortSignal },
): Promise<string | null> {
  const path = "/api/v1/namespaces/kube-system";
  const reply = await askApiServer(connection, { path, responseBytesMax: 256 * 1024, ...limits });
  const namespace = reply.ok && reply.status === 200 ? namespaceSchema.safeParse(parseJson(reply.body)) : null;
  return namespace?.success === true ? namespace.data.metadata.uid.toLowerCase() : null;
}
