import { z } from "zod";

/** Kinds of host keys that are taken; all others are old. */
export const HOST_KEY_TYPES = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
] as const;

/** The key by which a host is known, as people compare it: its type and "SHA256:..." fingerprint. */
export const hostKeySchema = z.strictObject({
  type: z.enum(HOST_KEY_TYPES, { error: "ssh/host-key-needed" }),
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, { error: "ssh/host-key-needed" }),
});
export type HostKey = z.infer<typeof hostKeySchema>;

/** A host name or address; nothing that a program could take for an option. */
export const sshHostSchema = z
  .string()
  .trim()
  .max(253)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/, { error: "ssh/host" });

export const sshPortSchema = z.int({ error: "ssh/port" }).min(1, { error: "ssh/port" }).max(65_535, { error: "ssh/port" });

export const sshUserSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z_][A-Za-z0-9._-]{0,63}$/, { error: "ssh/user" });

/** Which host shall tell its key. */
export const hostKeyQuerySchema = z.strictObject({ host: sshHostSchema, port: sshPortSchema });
export type HostKeyQuery = z.infer<typeof hostKeyQuerySchema>;
