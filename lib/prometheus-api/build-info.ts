import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

const buildInfoSchema = z.object({ version: z.string().max(100) });

/** The version that a server says it is, e.g. "3.5.3+ds1". */
export async function askVersion(connection: PrometheusConnection): Promise<Asked<string>> {
  const info = await askForData(connection, "/status/buildinfo", { schema: buildInfoSchema });
  return info.ok ? { ok: true, value: info.value.version } : info;
}
