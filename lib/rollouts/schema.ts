import { z } from "zod";
import { deploymentInputSchema, deploymentStatusSchema, problemSchema } from "@/lib/deployments/schema";

const COUNT_ERROR = { error: "rollout/count" };
const PERCENT_ERROR = { error: "rollout/percent" };
const SECONDS_ERROR = { error: "rollout/seconds" };

/** In which order servers get their deployment. */
export const strategySchema = z.strictObject({
  /** Servers of the first wave. */
  canary: z.int(COUNT_ERROR).min(1, COUNT_ERROR).max(100, COUNT_ERROR).default(1),
  /** Share of all servers that have it after the second wave; the third wave is the rest. 100: there is no third. */
  sharePercent: z.int(PERCENT_ERROR).min(1, PERCENT_ERROR).max(100, PERCENT_ERROR).default(25),
  /** How long everything is watched between two waves. */
  settleSeconds: z.int(SECONDS_ERROR).min(0, SECONDS_ERROR).max(3600, SECONDS_ERROR).default(30),
  /** Servers of one wave that are deployed to at the same time. */
  parallel: z.int(COUNT_ERROR).min(1, COUNT_ERROR).max(20, COUNT_ERROR).default(4),
});
export type Strategy = z.infer<typeof strategySchema>;

/**
 * "stopped": a server has failed, the others of its wave have ended, nobody further is touched.
 * "undo_incomplete": some servers could not be taken back; the ledger names them.
 */
export const ROLLOUT_STATUSES = ["running", "stopped", "done", "aborted", "undoing", "undone", "undo_incomplete"] as const;
export const rolloutStatusSchema = z.enum(ROLLOUT_STATUSES);
export type RolloutStatus = z.infer<typeof rolloutStatusSchema>;

/** True while somebody is working on it. */
export function isRolling(status: RolloutStatus): boolean {
  return status === "running" || status === "undoing";
}

export const MEMBER_STATES = ["waiting", "deploying", "live", "failed", "undoing", "undone", "undo_failed"] as const;
export const memberStateSchema = z.enum(MEMBER_STATES);
export type MemberState = z.infer<typeof memberStateSchema>;

const deploymentLinkSchema = z.strictObject({
  id: z.string(),
  status: deploymentStatusSchema,
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

/** One line of the ledger. */
export const rolloutMemberSchema = z.strictObject({
  server: z.strictObject({ id: z.string(), name: z.string() }),
  position: z.int(),
  /** 0 is the canary. */
  wave: z.int(),
  digest: z.string(),
  state: memberStateSchema,
  deployment: deploymentLinkSchema.nullable(),
  undoDeployment: deploymentLinkSchema.nullable(),
  /** False: there is nothing that an undo could go back to. */
  hasPrevious: z.boolean(),
  problems: z.array(problemSchema),
});
export type RolloutMember = z.infer<typeof rolloutMemberSchema>;

export const rolloutSchema = z.strictObject({
  id: z.string(),
  author: z.string(),
  reason: z.string(),
  strategy: strategySchema,
  status: rolloutStatusSchema,
  members: z.array(rolloutMemberSchema),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Rollout = z.infer<typeof rolloutSchema>;

/** A server and what was shown of its plan: the digest, and the findings that somebody has accepted. */
export const confirmedServerSchema = deploymentInputSchema.pick({
  serverId: true,
  digest: true,
  acknowledged: true,
  typed: true,
});
export type ConfirmedServer = z.infer<typeof confirmedServerSchema>;

const serversSchema = z
  .array(confirmedServerSchema)
  .min(1, { error: "rollout/no-servers" })
  .max(1000)
  .refine((servers) => new Set(servers.map(({ serverId }) => serverId)).size === servers.length, {
    error: "rollout/server-twice",
  });

/** POST /api/v1/rollouts. The servers are dealt with in the order given. */
export const rolloutInputSchema = z.strictObject({
  servers: serversSchema,
  strategy: strategySchema,
  reason: z.string().trim().max(500).default(""),
});
export type RolloutInput = z.infer<typeof rolloutInputSchema>;

/** POST /api/v1/rollouts/[rolloutId]/resume: the servers that are still to be done, as their plans are now. */
export const resumeInputSchema = z.strictObject({ servers: serversSchema });
export type ResumeInput = z.infer<typeof resumeInputSchema>;
