import "server-only";
import { type Asked, askForReply, type PrometheusConnection } from "./ask";

/** Whether a server has finished starting. 503 is an answer too: not yet. */
export async function askReady(connection: PrometheusConnection): Promise<Asked<boolean>> {
  const reply = await askForReply(connection, "/-/ready");
  if (!reply.ok) return reply;
  const { status } = reply.value;
  if (status === 200 || status === 503) return { ok: true, value: status === 200 };
  return { ok: false, failure: status === 401 ? "unauthorized" : status === 403 ? "forbidden" : "not_prometheus" };
}
