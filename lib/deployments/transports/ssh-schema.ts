import { z } from "zod";
import { hostKeySchema, sshHostSchema, sshPortSchema, sshUserSchema } from "@/lib/ssh/schema";

/** A folder on another machine, over SFTP. The private key is the transport's secret. */
export const sshTransportSchema = z.strictObject({
  kind: z.literal("ssh"),
  host: sshHostSchema,
  port: sshPortSchema,
  user: sshUserSchema,
  /** Absolute path, on that machine, of the folder that holds the prometheus.yml which Prometheus reads. */
  directory: z
    .string()
    .trim()
    .regex(/^\/[^\0\\]*$/, { error: "ssh/directory" })
    .refine((path) => !path.split("/").includes(".."), { error: "ssh/directory" }),
  /** The key that somebody has confirmed. */
  hostKey: hostKeySchema,
});
export type SshTransport = z.infer<typeof sshTransportSchema>;
