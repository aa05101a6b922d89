import "server-only";
import { type ApiServerConnection, askApiServer } from "@/lib/kubernetes/api-client";
import { readKubernetesVersion } from "@/lib/kubernetes/probe-api-server";
import { isWebPage, replyOf, uselessAnswer } from "./read-answer";
import { StepFailure } from "./step-run";

/** Asks for the version, which only a Kubernetes API server gives in its form. */
export async function askVersion(
  connection: ApiServerConnection,
  limits: { readonly totalMsMax: number; readonly signal: AbortSignal },
): Promise<string> {
  const reply = replyOf(await askApiServer(connection, { path: "/version", responseBytesMax: 64 * 1024, ...limits }));
  if (reply.status === 401 || reply.status === 403) throw new StepFailure("forbidden", { status: reply.status });
  if (reply.status !== 200) throw uselessAnswer(reply);
  const version = readKubernetesVersion(reply.body);
  if (version !== null) return version;
  throw new StepFailure(isWebPage(reply.contentType, reply.body) ? "web_page" : "not_kubernetes", { status: reply.status });
}
