import { z } from "zod";

/** A folder that Prometheus reads too: a shared disk, a volume, the same machine. */
export const directoryTransportSchema = z.strictObject({
  kind: z.literal("directory"),
  /** Absolute path, as this process sees it, of the folder that holds the prometheus.yml which Prometheus reads. */
  directory: z
    .string()
    .trim()
    .regex(/^\/[^\0]*$/, { error: "server/directory" }),
});
