import { z } from "zod";
import { deploymentInputSchema, problemSchema } from "@/lib/deployments/schema";

/** Something that shrinks too much (lib/bundles/find-shrinkages.ts): its number has to be typed. */
export const shrinkageSchema = z.strictObject({
  key: z.string(),
  what: z.enum(["jobs", "clusters"]),
  count: z.int(),
  before: z.int(),
  percent: z.int(),
  percentMax: z.int(),
  names: z.array(z.string()),
});
export type Shrinkage = z.infer<typeof shrinkageSchema>;

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

const timeSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: "guard/window-time" });

/** Days and times of a week when deployments may run; one that ends before it begins goes on past midnight. */
export const windowSchema = z.strictObject({
  days: z.array(z.enum(DAYS)).min(1, { error: "guard/window-days" }).max(7),
  from: timeSchema,
  to: timeSchema,
  timeZone: z.string().max(100).refine(isTimeZone, { error: "guard/window-time-zone" }),
});
export type DeployWindow = z.infer<typeof windowSchema>;

/** Empty means always. */
export const windowsSchema = z.array(windowSchema).max(20);

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What stands between an ordinary deployment and a server now. */
export const holdsSchema = z.strictObject({
  /** Freezes and closed windows, each with when it ends if that is known. */
  problems: z.array(problemSchema),
  /** When a deployment may run next; null when it may now, or when nobody can say. */
  opensAt: z.iso.datetime().nullable(),
  /** The server is protected: a second person has to agree. */
  needsApproval: z.boolean(),
});
export type Holds = z.infer<typeof holdsSchema>;

const WHEN = { error: "guard/time" };

export const freezeInputSchema = z
  .strictObject({
    /** null: everywhere. */
    serverId: z.string().nullable().default(null),
    reason: z.string().trim().min(1, { error: "guard/freeze-reason" }).max(500),
    /** null: now. */
    startsAt: z.iso.datetime(WHEN).nullable().default(null),
    /** null: until somebody ends it. */
    endsAt: z.iso.datetime(WHEN).nullable().default(null),
  })
  .refine(({ startsAt, endsAt }) => startsAt === null || endsAt === null || Date.parse(startsAt) < Date.parse(endsAt), {
    error: "guard/freeze-order",
    path: ["endsAt"],
  });
export type FreezeInput = z.infer<typeof freezeInputSchema>;

const serverNameSchema = z.strictObject({ id: z.string(), name: z.string() });

export const freezeSchema = z.strictObject({
  id: z.string(),
  server: serverNameSchema.nullable(),
  reason: z.string(),
  author: z.string(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable(),
});
export type Freeze = z.infer<typeof freezeSchema>;

export const approvalSchema = z.strictObject({
  id: z.string(),
  server: serverNameSchema,
  digest: z.string(),
  reason: z.string(),
  /** What it would change, as it was shown. */
  summary: z.array(problemSchema),
  author: z.string(),
  authorId: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** null while it waits. */
  decision: z.enum(["approved", "rejected", "withdrawn", "outdated"]).nullable(),
  decider: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  deploymentId: z.string().nullable(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** POST /api/v1/approvals: what would be sent to deploy. */
export const approvalInputSchema = deploymentInputSchema;

/** POST /api/v1/approvals/[approvalId] */
export const decisionInputSchema = z.strictObject({ decision: z.enum(["approve", "reject", "withdraw"]) });
export type DecisionInput = z.infer<typeof decisionInputSchema>;
