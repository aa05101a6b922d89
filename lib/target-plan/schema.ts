import { z } from "zod";
import { problemSchema } from "@/lib/deployments/schema";

/** Changes of one kind that the plan carries itself; the rest is paged. */
export const TARGET_CHANGES_SHOWN = 20;
export const TARGET_CHANGES_PAGE = 100;

export const targetChangeSchema = z.enum(["added", "lost", "changed", "unchanged"]);
export type TargetChange = z.infer<typeof targetChangeSchema>;

const labelsSchema = z.record(z.string(), z.string());

/** A target as Prometheus will report it: labels without `__` names, and what it asks for and when. */
export const scrapedTargetSchema = z.strictObject({
  labels: labelsSchema,
  url: z.string(),
  interval: z.string(),
  timeout: z.string(),
});
export type ScrapedTarget = z.infer<typeof scrapedTargetSchema>;

/** Why a target is scraped no longer. */
export const lossSchema = z.discriminatedUnion("reason", [
  /** A rule of the new config drops it; `rule` counts from 1, `text` is the rule as YAML. */
  z.strictObject({ reason: z.literal("rule"), rule: z.int(), action: z.string(), text: z.string() }),
  /** Prometheus refuses what the new rules make of it; null when too many are refused to keep why. */
  z.strictObject({ reason: z.literal("refused"), problem: problemSchema.nullable() }),
  /** It becomes equal to another target of the job, and Prometheus keeps one. */
  z.strictObject({ reason: z.literal("merged") }),
  z.strictObject({ reason: z.literal("job-gone") }),
  z.strictObject({ reason: z.literal("cluster-gone") }),
  /** The job discovers in another way, and that way does not find it. */
  z.strictObject({ reason: z.literal("not-discovered") }),
]);
export type Loss = z.infer<typeof lossSchema>;

/** One target of the plan. `before` is null for an added one, `after` for a lost one, which has a `loss`. */
export const plannedTargetSchema = z.strictObject({
  change: targetChangeSchema,
  cluster: z.string(),
  job: z.string(),
  before: scrapedTargetSchema.nullable(),
  after: scrapedTargetSchema.nullable(),
  loss: lossSchema.nullable(),
});
export type PlannedTarget = z.infer<typeof plannedTargetSchema>;

export const targetCountsSchema = z.strictObject({
  before: z.int(),
  after: z.int(),
  added: z.int(),
  lost: z.int(),
  changed: z.int(),
  unchanged: z.int(),
});
export type TargetCounts = z.infer<typeof targetCountsSchema>;

/**
 * How a cluster was seen: asked now; as it was known last; as the last deployment foresaw it, because nothing of it
 * changes; or not at all, and then its counts are 0 and mean nothing.
 */
export const sightSchema = z.enum(["live", "snapshot", "forecast", "unseen"]);
export type Sight = z.infer<typeof sightSchema>;

export const clusterTargetsSchema = z.strictObject({
  cluster: z.string(),
  /** "removed": the server does not scrape it any more. */
  change: z.enum(["added", "changed", "removed", "same"]),
  sight: sightSchema,
  /** When the cluster was in the state that the counts are of; null when it was not seen. */
  takenAt: z.iso.datetime().nullable(),
  /** What could not be seen, and other remarks of its discovery. */
  problems: z.array(problemSchema),
  counts: targetCountsSchema,
  jobs: z.array(
    z.strictObject({
      job: z.string(),
      template: z.string().nullable(),
      change: z.enum(["added", "changed", "removed", "same"]),
      counts: targetCountsSchema,
    }),
  ),
});
export type ClusterTargets = z.infer<typeof clusterTargetsSchema>;

/** Something that people must see before they deploy; all kinds block the one-click path until acknowledged. */
export const targetFindingSchema = z.strictObject({
  /** What `acknowledged` of a deployment names; another extent of the same finding has another key. */
  key: z.string(),
  /**
   * collision: two scrapes of the server end with equal labels, so their series overwrite each other.
   * fall-through: a target asks the API server's own /metrics though its job means something else.
   * loss: more targets go away than the server's settings allow.
   */
  kind: z.enum(["collision", "fall-through", "loss"]),
  /** null for the loss, which is the server's. */
  cluster: z.string().nullable(),
  /** null when several jobs take part. */
  job: z.string().nullable(),
  /** Targets that take part. */
  count: z.int(),
  /** loss: the share in percent, rounded up, and its bound. */
  percent: z.int().nullable(),
  percentMax: z.int().nullable(),
  /** The first of them: of a collision the targets that share one label set. */
  samples: z.array(z.strictObject({ job: z.string(), labels: labelsSchema, urls: z.array(z.string()) })),
});
export type TargetFinding = z.infer<typeof targetFindingSchema>;

/** GET /api/v1/servers/[serverId]/plan/targets */
export const targetPlanSchema = z.strictObject({
  /** Of the bundle that it foretells. */
  digest: z.string(),
  prometheusVersion: z.string(),
  madeAt: z.iso.datetime(),
  lossPercentMax: z.int(),
  counts: targetCountsSchema,
  /** Changed ones first, then by name. */
  clusters: z.array(clusterTargetsSchema),
  /** Jobs of the base config: they are the user's own and are not foreseen. */
  notForeseen: z.array(z.string()),
  findings: z.array(targetFindingSchema),
  /** The first TARGET_CHANGES_SHOWN of each change; `counts` has the totals. */
  first: z.strictObject({
    added: z.array(plannedTargetSchema),
    lost: z.array(plannedTargetSchema),
    changed: z.array(plannedTargetSchema),
  }),
});
export type TargetPlan = z.infer<typeof targetPlanSchema>;

/** Query of GET /api/v1/servers/[serverId]/plan/targets/changes: a page of TARGET_CHANGES_PAGE. */
export const targetChangesQuerySchema = z.strictObject({
  digest: z.string(),
  change: targetChangeSchema,
  cluster: z.string().optional(),
  job: z.string().optional(),
  offset: z.coerce.number().int().min(0).default(0),
});
export type TargetChangesQuery = z.infer<typeof targetChangesQuerySchema>;

export const targetChangesSchema = z.strictObject({ total: z.int(), offset: z.int(), targets: z.array(plannedTargetSchema) });
export type TargetChanges = z.infer<typeof targetChangesSchema>;
