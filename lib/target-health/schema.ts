import { z } from "zod";
import { SCRAPE_ERRORS } from "@/lib/target-doctor/read-last-error";

/** How far back the health of a server's targets is shown. */
export const HEALTH_WINDOWS = ["1h", "6h", "24h"] as const;
export type HealthWindow = (typeof HEALTH_WINDOWS)[number];
export const WINDOW_SECONDS: Readonly<Record<HealthWindow, number>> = { "1h": 3_600, "6h": 21_600, "24h": 86_400 };

/** Samples per window: enough for a line of a few hundred pixels. */
export const HEALTH_SAMPLES = 60;

export const healthQuerySchema = z.strictObject({ window: z.enum(HEALTH_WINDOWS).default("1h") });

export const SCRAPE_ERROR_KINDS = [...SCRAPE_ERRORS, "other"] as const;

const clusterHealthSchema = z.strictObject({
  /** null for the jobs of the base config. */
  cluster: z.string().nullable(),
  /** In the last sample. */
  up: z.int(),
  down: z.int(),
  /** One per sample, oldest first; null where Prometheus had none. */
  samples: z.array(z.tuple([z.int(), z.int()]).nullable()),
});
export type ClusterTargetHealth = z.infer<typeof clusterHealthSchema>;

const errorGroupSchema = z.strictObject({
  kind: z.enum(SCRAPE_ERROR_KINDS),
  count: z.int(),
  clusters: z.int(),
  /** One of them, in Prometheus's own words. */
  example: z.strictObject({ jobName: z.string(), cluster: z.string().nullable(), scrapeUrl: z.string(), message: z.string() }),
});
export type ScrapeErrorGroup = z.infer<typeof errorGroupSchema>;

/** Targets of a server over time, by Prometheus's own `up`, and why those that are down are. */
export const targetHealthSchema = z.strictObject({
  window: z.enum(HEALTH_WINDOWS),
  /** Seconds since 1970 of the first sample, and between two. */
  startSeconds: z.int(),
  stepSeconds: z.int(),
  /** Most targets down first. */
  clusters: z.array(clusterHealthSchema),
  errors: z.array(errorGroupSchema),
  /** Jobs whose targets were asked for errors, of those with targets down. */
  jobsRead: z.int(),
  jobsDown: z.int(),
  graphUrl: z.string(),
  targetsUrl: z.string(),
});
export type TargetHealthReport = z.infer<typeof targetHealthSchema>;
