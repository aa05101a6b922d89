import { z } from "zod";

const INTERVAL_ERROR = { error: "server/pull-interval" };

/** A host that we cannot reach: a script of ours there fetches the bundle. */
export const pullTransportSchema = z.strictObject({
  kind: z.literal("pull"),
  /** Absolute path, on that host, of the folder that holds the prometheus.yml which Prometheus reads. */
  configDirectory: z
    .string()
    .trim()
    // It stands in a command that people copy into a shell.
    .regex(/^\/[A-Za-z0-9._/-]*$/, { error: "server/pull-directory" }),
  /** How often the script asks. */
  intervalSeconds: z.int(INTERVAL_ERROR).min(10, INTERVAL_ERROR).max(3600, INTERVAL_ERROR),
  /** True when Promfleet can also ask this Prometheus itself; otherwise what its host reports has to do. */
  isReachable: z.boolean(),
});
