import { z } from "zod";
import { JOB_TEMPLATE_IDS } from "@/lib/job-templates/schema";
import { problemsSchema } from "@/lib/target-doctor/schema";

/** What one job costs the API server, for one Prometheus. Null is not known. */
export const jobBudgetSchema = z.strictObject({
  jobName: z.string(),
  template: z.enum(JOB_TEMPLATE_IDS),
  /** False for jobs that ask something else directly: they cost the API server nothing but discovery. */
  isThroughApiServer: z.boolean(),
  targets: z.int().nonnegative().nullable(),
  intervalMs: z.number().positive(),
  scrapesPerSecond: z.number().nonnegative().nullable(),
  /** As sent over the wire, compressed, in one scrape: the mean of what trial fetches measured of its kind. */
  bytesPerScrape: z.number().nonnegative().nullable(),
  bytesPerSecond: z.number().nonnegative().nullable(),
});
export type JobBudget = z.infer<typeof jobBudgetSchema>;

export const watchGroupSchema = z.strictObject({
  role: z.string(),
  jobs: z.array(z.string()),
  resources: z.array(z.string()),
});

export const apiBudgetSchema = z.strictObject({
  /** Prometheus servers that watch the cluster: each costs the same again. */
  servers: z.array(z.string()),
  jobs: z.array(jobBudgetSchema),
  watches: z.array(watchGroupSchema),
  /** Of all servers together (of one, while there is none). Sums leave out what is not known. */
  total: z.strictObject({
    watches: z.int().nonnegative(),
    scrapesPerSecond: z.number().nonnegative(),
    bytesPerSecond: z.number().nonnegative(),
    auditEventsPerSecond: z.number().nonnegative(),
  }),
  /** False when some job's targets, or bytes, are not known and the sums are too low. */
  isComplete: z.strictObject({ targets: z.boolean(), bytes: z.boolean() }),
  /** When the oldest of the counts was taken; null when nothing was counted yet. */
  countedAt: z.iso.datetime().nullable(),
  /** When the trial fetches were made that the bytes come from. */
  measuredAt: z.iso.datetime().nullable(),
  problems: problemsSchema,
});
export type ApiBudget = z.infer<typeof apiBudgetSchema>;
