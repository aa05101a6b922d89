import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

const runtimeInfoSchema = z.object({ reloadConfigSuccess: z.boolean(), lastConfigTime: z.string() });
export type RuntimeInfo = z.infer<typeof runtimeInfoSchema>;

/** Whether the last reload succeeded, and when the last successful one was (whole seconds of the server's clock). */
export async function askRuntimeInfo(connection: PrometheusConnection): Promise<Asked<RuntimeInfo>> {
  return await askForData(connection, "/status/runtimeinfo", { schema: runtimeInfoSchema });
}
