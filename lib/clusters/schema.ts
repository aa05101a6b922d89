import { z } from "zod";
import { dnsLabelSchema } from "@/lib/dns-label";
import { jobChoiceSchema } from "@/lib/job-templates/schema";
import { CONNECTION_FAILURES, endpointUrlSchema } from "@/lib/outbound-endpoint";

/** Lower-case DNS label: it goes into job names, file names and the `cluster` label. */
export const clusterNameSchema = dnsLabelSchema("cluster/name");

/** https URL of a Kubernetes API server without user info, query, fragment or trailing slash. */
export const apiServerSchema = endpointUrlSchema(["https:"], "cluster/api-server");

/** How the API server's certificate is checked: against one given CA, or not at all for a stated reason. */
export const clusterTlsSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ca"), caPem: z.string().trim().min(1, { error: "cluster/ca-required" }).max(65_536) }),
  z.strictObject({
    kind: z.literal("insecure"),
    reason: z.string().trim().min(8, { error: "cluster/insecure-reason" }).max(500),
  }),
]);

/** Names that the templates set themselves; a user's label must not displace them. */
export const RESERVED_LABELS = ["cluster", "job", "instance"] as const;

export const clusterLabelsSchema = z.record(
  z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: "cluster/label-name" })
    .refine((name) => !name.startsWith("__") && !RESERVED_LABELS.some((reserved) => reserved === name), {
      error: "cluster/label-reserved",
    }),
  z
    .string()
    .min(1, { error: "cluster/label-value" })
    .max(1024)
    // Control characters do not survive YAML readers alike; `$` would be expanded by relabelling.
    .regex(/^[^\p{Cc}\u2028\u2029$]*$/u, { error: "cluster/label-value" }),
);

const clusterFields = {
  name: clusterNameSchema,
  apiServer: apiServerSchema,
  tls: clusterTlsSchema,
  tlsServerName: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.:_-]*$/, { error: "cluster/tls-server-name" })
    .transform((text) => (text === "" ? null : text))
    .nullable()
    .default(null),
  labels: clusterLabelsSchema.default({}),
  jobs: z.array(jobChoiceSchema).max(50).default([]),
};

/** Bearer tokens are printable ASCII without blanks; a pasted line break would make every request fail. */
export const tokenSchema = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, { error: "cluster/token" })
  .max(16_384);

/** What a user sends to register a cluster. */
export const clusterInputSchema = z.strictObject({ ...clusterFields, token: tokenSchema });
export type ClusterInput = z.infer<typeof clusterInputSchema>;

/** What a user sends to edit one: no token keeps the stored one, unless URL or CA change (INV-1). */
export const clusterEditSchema = z.strictObject({
  ...clusterFields,
  token: tokenSchema.optional(),
  /** The `version` that the edit is based on. */
  version: z.int().positive(),
});
export type ClusterEdit = z.infer<typeof clusterEditSchema>;

/** What is shown of a stored credential. */
export const credentialSchema = z.strictObject({
  version: z.int().positive(),
  storedAt: z.iso.datetime(),
  /** Of a service account with an end, of a Secret without one, of somebody else, or not to be read. */
  kind: z.enum(["bound", "legacy", "other", "opaque"]),
  issuer: z.string().nullable(),
  /** The service account that the token says it is of. */
  account: z.strictObject({ namespace: z.string(), name: z.string() }).nullable(),
  audiences: z.array(z.string()),
  issuedAt: z.iso.datetime().nullable(),
  /** From the token's own `exp`; null when it does not say. */
  expiresAt: z.iso.datetime().nullable(),
});
export type Credential = z.infer<typeof credentialSchema>;

/** What "check connection" can come to; never more than this word and the version leave the server (T-33). */
export const CONNECTION_OUTCOMES = [
  "ok",
  ...CONNECTION_FAILURES,
  "too_slow",
  "unauthorized",
  "forbidden",
  "rate_limited",
  "unavailable",
  "not_kubernetes",
] as const;

/** What the last health sweep saw of a cluster. */
export const clusterHealthSchema = z.strictObject({
  outcome: z.enum(CONNECTION_OUTCOMES),
  /** Since when the outcome has been the same. */
  since: z.iso.datetime(),
  checkedAt: z.iso.datetime(),
  kubernetesVersion: z.string().nullable(),
  durationMs: z.int().nonnegative(),
  /** The API server's clock less ours. */
  clockSkewMs: z.int().nullable(),
});
export type ClusterHealth = z.infer<typeof clusterHealthSchema>;

/** What may leave the server. */
export const clusterSchema = z.strictObject({
  id: z.string(),
  ...clusterFields,
  credential: credentialSchema,
  /** File names inside a bundle; they change with the contents. */
  tokenFile: z.string(),
  caFile: z.string().nullable(),
  servers: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  /** Null until the first sweep has seen it. */
  health: clusterHealthSchema.nullable(),
  version: z.int().positive(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Cluster = z.infer<typeof clusterSchema>;

export const connectionCheckSchema = z.strictObject({
  outcome: z.enum(CONNECTION_OUTCOMES),
  /** e.g. "v1.36.2"; null unless the outcome is ok. */
  kubernetesVersion: z.string().nullable(),
  durationMs: z.int().nonnegative(),
});
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>;

/** An unsaved connection to try; with `clusterId` and no token the stored one is used, if URL and CA are unchanged. */
export const connectionInputSchema = z.strictObject({
  clusterId: z.string().optional(),
  apiServer: apiServerSchema,
  tls: clusterTlsSchema,
  tlsServerName: clusterFields.tlsServerName,
  token: tokenSchema.optional(),
});
export type ConnectionInput = z.infer<typeof connectionInputSchema>;
