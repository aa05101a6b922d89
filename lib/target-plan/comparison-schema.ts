import { z } from "zod";
import { scrapedTargetSchema } from "./schema";

/** Differences of one kind that are kept. */
export const DIFFERENCES_SHOWN = 50;

const placedSchema = z.strictObject({ job: z.string(), target: scrapedTargetSchema });

/** What a deployment was expected to give, and what Prometheus reported once it ran. */
export const targetComparisonSchema = z.strictObject({
  /** Targets of the jobs that were compared. */
  foreseen: z.int(),
  reported: z.int(),
  /** Foreseen and reported with the same labels, URL and times. */
  equal: z.int(),
  /** Foreseen, but of clusters that were not read for this deployment: they may have changed since. */
  notCompared: z.int(),
  /** False when the server's targets were still changing at the end of the waiting time. */
  isSettled: z.boolean(),
  missingCount: z.int(),
  unexpectedCount: z.int(),
  differentCount: z.int(),
  /** The first DIFFERENCES_SHOWN of each. */
  missing: z.array(placedSchema),
  unexpected: z.array(placedSchema),
  different: z.array(z.strictObject({ job: z.string(), foreseen: scrapedTargetSchema, reported: scrapedTargetSchema })),
});
export type TargetComparison = z.infer<typeof targetComparisonSchema>;

/** GET /api/v1/deployments/[deploymentId]/targets; null for a deployment without a forecast. */
export const deploymentTargetsSchema = z
  .strictObject({
    foreseen: z.int(),
    /** null until it was compared, which needs a live deployment. */
    comparison: targetComparisonSchema.nullable(),
    comparedAt: z.iso.datetime().nullable(),
  })
  .nullable();
export type DeploymentTargets = z.infer<typeof deploymentTargetsSchema>;
