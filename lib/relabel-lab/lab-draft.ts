import { z } from "zod";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";

/** The releases that the lab offers: the oldest we serve, the last of 2.x in wide use, the current long-term one. */
export const LAB_VERSIONS = ["3.5.3", "2.53.3", "2.42.0"] as const;

/** Everything the lab works on. Plain texts, so that a half-typed one is kept as it is. */
export const labDraftSchema = z.strictObject({
  rulesText: z.string().max(1_000_000),
  labelsText: z.string().max(1_000_000),
  job: z.strictObject({
    job_name: z.string(),
    scheme: z.string(),
    metrics_path: z.string(),
    scrape_interval: z.string(),
    scrape_timeout: z.string(),
    /** As a query string: `module=http_2xx&x=a&x=b`. */
    params: z.string(),
  }),
  /** One of LAB_VERSIONS, or what a server says it is: "3.5.3+ds1". */
  prometheusVersion: z
    .string()
    .max(100)
    .refine((text) => parsePrometheusVersion(text) !== null),
  /** Rules (from 0) that are switched off to see what happens without them. */
  rulesOff: z.array(z.int().nonnegative()).default([]),
});
export type LabDraft = z.infer<typeof labDraftSchema>;
export type LabJob = LabDraft["job"];

/** What Prometheus assumes of a job that says nothing. */
export const DEFAULT_JOB: LabJob = {
  job_name: "example",
  scheme: "http",
  metrics_path: "/metrics",
  scrape_interval: "1m",
  scrape_timeout: "10s",
  params: "",
};

/** Reads what an earlier visit left; null when there is nothing or it is not ours. */
export function parseLabDraft(text: string | null): LabDraft | null {
  if (text === null) return null;
  try {
    return labDraftSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** `a=1&a=2&b=3` -> { a: ["1", "2"], b: ["3"] } */
export function parseParams(text: string): Record<string, string[]> {
  const params: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) params[name] = [...(params[name] ?? []), value];
  return params;
}

export function renderParams(params: Readonly<Record<string, readonly string[]>>): string {
  const pairs = Object.entries(params).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  return new URLSearchParams(pairs).toString();
}
