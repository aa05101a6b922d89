import { z } from "zod";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";

/** "auto": as the text looks; the others as its Content-Type would say. */
export const SCRAPE_FORMATS = ["auto", "prometheus", "openmetrics"] as const;

const limit = z.int().nonnegative();

/** Everything the lab of series works on, but for a file, which stays in the worker. */
export const metricLabDraftSchema = z.strictObject({
  rulesText: z.string().max(1_000_000),
  /** Rules (from 0) that are switched off to see what happens without them. */
  rulesOff: z.array(z.int().nonnegative()),
  scrapeText: z.string().max(2_000_000),
  format: z.enum(SCRAPE_FORMATS),
  /** Labels of the scraped target, as people write them. */
  targetText: z.string().max(100_000),
  job: z.strictObject({
    honor_labels: z.boolean(),
    sample_limit: limit,
    label_limit: limit,
    label_name_length_limit: limit,
    label_value_length_limit: limit,
    metric_name_validation_scheme: z.enum(["utf8", "legacy"]),
  }),
  prometheusVersion: z
    .string()
    .max(100)
    .refine((text) => parsePrometheusVersion(text) !== null),
});
export type MetricLabDraft = z.infer<typeof metricLabDraftSchema>;
export type MetricLabJob = MetricLabDraft["job"];

/** Reads what an earlier visit left; null when there is nothing or it is not ours. */
export function parseMetricLabDraft(text: string | null): MetricLabDraft | null {
  if (text === null) return null;
  try {
    return metricLabDraftSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
