import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

const CONFIG_BYTES_MAX = 128 * 1024 * 1024;

/** The main configuration that a server runs: parsed, with defaults filled in and secrets masked by itself. */
export async function askLoadedConfig(connection: PrometheusConnection): Promise<Asked<string>> {
  const schema = z.object({ yaml: z.string() });
  const data = await askForData(connection, "/status/config", {
    schema,
    responseBytesMax: CONFIG_BYTES_MAX,
    totalMsMax: 30_000,
  });
  return data.ok ? { ok: true, value: data.value.yaml } : data;
}
