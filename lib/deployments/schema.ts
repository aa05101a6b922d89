import { z } from "zod";

/** A problem as JSON; the shape of lib/result.ts. */
export const problemSchema = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  path: z.array(z.union([z.string(), z.number()])),
  range: z.object({ line: z.number(), column: z.number(), endLine: z.number(), endColumn: z.number() }).optional(),
  prometheus: z.string().optional(),
});

/** Deployments on one page of a list. */
export const DEPLOYMENTS_LISTED_MAX = 200;

/** Which page of a list, newest first: the one that begins after the deployment `before`. */
export const deploymentPageSchema = z.object({
  before: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(DEPLOYMENTS_LISTED_MAX).optional(),
});
export type DeploymentPage = z.infer<typeof deploymentPageSchema>;

/**
 * Status words, in the order of a deployment's life; the last four are final.
 * "waiting": written, and the server does not answer. "unknown": nobody knows yet whether the reload has happened.
 */
export const DEPLOYMENT_STATUSES = [
  "queued",
  "validating",
  "staged",
  "written",
  "reloading",
  "waiting",
  "unknown",
  "verifying",
  "rolling_back",
  "live",
  "rejected",
  "rolled_back",
  "needs_hands",
] as const;
export const deploymentStatusSchema = z.enum(DEPLOYMENT_STATUSES);
export type DeploymentStatus = z.infer<typeof deploymentStatusSchema>;

/** True once nothing more will happen by itself. */
export function isFinal(status: DeploymentStatus): boolean {
  return status === "live" || status === "rejected" || status === "rolled_back" || status === "needs_hands";
}

export const DEPLOYMENT_STEPS = [
  "render",
  "validate",
  "preflight",
  "stage",
  "commit",
  "reload",
  "verify",
  "undo",
  "compare",
  "settle",
] as const;
export const deploymentStepSchema = z.strictObject({
  name: z.enum(DEPLOYMENT_STEPS),
  status: z.enum(["running", "done", "failed", "skipped"]),
  /** What was seen: findings and facts, in words of the catalogues. */
  detail: z.array(problemSchema),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type DeploymentStep = z.infer<typeof deploymentStepSchema>;

/** "rollback" returns to an older revision, as a new one. */
export const deploymentKindSchema = z.enum(["deploy", "rollback"]);

export const deploymentSchema = z.strictObject({
  id: z.string(),
  server: z.strictObject({ id: z.string(), name: z.string() }),
  revision: z.strictObject({ id: z.string(), number: z.int(), digest: z.string() }),
  status: deploymentStatusSchema,
  kind: deploymentKindSchema,
  /** Number of the revision that a rollback returned to. */
  rolledBackTo: z.int().nullable(),
  author: z.string(),
  /** The second person, on a protected server. */
  approvedBy: z.string().nullable(),
  reason: z.string(),
  problems: z.array(problemSchema),
  steps: z.array(deploymentStepSchema),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** The browser sends the digest that it has shown; the server renders again and refuses another one. */
export const deploymentInputSchema = z.strictObject({
  serverId: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/, { error: "deployment/digest" }),
  reason: z.string().trim().max(500).default(""),
  /** Replace a prometheus.yml on disk although it holds something that neither the base config nor a revision has. */
  overwrite: z.boolean().optional(),
  /** Write the files although nobody can ask the server to reload: somebody else will, and the proof waits for that. */
  writeOnly: z.boolean().optional(),
  /** Keys of the target plan's findings that the user has seen and accepts. */
  acknowledged: z.array(z.string().max(500)).max(10_000).optional(),
  /** Of findings about what goes away: their keys, and the number as it was typed. */
  typed: z.record(z.string().max(500), z.string().max(20)).optional(),
});
export type DeploymentInput = z.infer<typeof deploymentInputSchema>;

/** POST /api/v1/servers/[serverId]/rollback: back to what a revision was, as a new revision. */
export const rollbackInputSchema = deploymentInputSchema.extend({ revisionId: z.string() });
export type RollbackInput = z.infer<typeof rollbackInputSchema>;
