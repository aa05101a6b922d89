import { z } from "zod";
import { trialFetchSchema } from "@/lib/clusters/checkup-schema";
import { objectNameSchema } from "./schema";

/** A target of an object, by the URL that a job makes of it; nothing else is ever asked. */
export const trialInputSchema = z.strictObject({
  object: objectNameSchema,
  /** `job_name` of the scrape config. */
  jobName: z.string().max(200),
  scrapeUrl: z.string().max(8192),
});
export type TrialInput = z.infer<typeof trialInputSchema>;

/** What a Prometheus server says of the same target. */
export const serverSightSchema = z.strictObject({
  serverId: z.string(),
  serverName: z.string(),
  /** absent: it has no such target. unreachable: it did not answer. */
  health: z.enum(["up", "down", "unknown", "absent", "unreachable"]),
  /** Its own words; "" when there are none. */
  lastError: z.string(),
  lastScrape: z.string().nullable(),
});
export type ServerSight = z.infer<typeof serverSightSchema>;

export const trialReportSchema = z.strictObject({
  /** Null when the target is not behind the API server, which is the only way that Promfleet goes. */
  fetch: trialFetchSchema.nullable(),
  /** The right that is missing, as in "get pods/proxy"; null unless the API server refused. */
  missingRight: z.string().nullable(),
  servers: z.array(serverSightSchema),
});
export type TrialReport = z.infer<typeof trialReportSchema>;
