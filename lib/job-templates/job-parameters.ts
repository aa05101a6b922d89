import { z } from "zod";
import { parseDuration } from "@/lib/prometheus/duration";
import type { JobTemplateId } from "./schema";

/** Second part of a scrape config's name and value of the `job` label. */
export const jobNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: "template/name" });

const durationSchema = z.string().refine((text) => (durationMs(text) ?? 0) > 0, { error: "template/duration" });

/** What every template takes: its name and its rhythm. Without an interval Prometheus's global one holds. */
export const timingParameters = {
  scrape_interval: durationSchema.optional(),
  scrape_timeout: durationSchema.optional(),
};

export function commonParameters(id: JobTemplateId) {
  return { name: jobNameSchema.default(id), ...timingParameters };
}

/** DNS names of objects that a parameter points to. */
export const objectNameSchema = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/, { error: "template/object-name" });

export const portSchema = z.int().min(1).max(65_535);

export const schemeSchema = z.enum(["http", "https"]);

export type JobTiming = { scrape_interval?: string; scrape_timeout?: string };

/** Prometheus's own default, used where only the interval was chosen. */
const TIMEOUT_DEFAULT_MS = 10_000;

/**
 * Both settings or neither: a timeout alone would be compared with a global interval that we do not know,
 * and an interval alone would inherit a global timeout that may be longer.
 */
export function jobTiming(parameters: { scrape_interval?: string | undefined; scrape_timeout?: string | undefined }): JobTiming {
  const { scrape_interval, scrape_timeout } = parameters;
  if (scrape_interval === undefined) return {};
  if (scrape_timeout !== undefined) return { scrape_interval, scrape_timeout };
  return { scrape_interval, scrape_timeout: (durationMs(scrape_interval) ?? 0) < TIMEOUT_DEFAULT_MS ? scrape_interval : "10s" };
}

type TimingContext = { value: { scrape_interval?: string | undefined; scrape_timeout?: string | undefined }; issues: unknown[] };

/** For `.check()` of every template's parameters. */
export function checkTiming({ value, issues }: TimingContext): void {
  const { scrape_interval, scrape_timeout } = value;
  if (scrape_timeout === undefined) return;
  const path = ["scrape_timeout"];
  if (scrape_interval === undefined) {
    issues.push({ code: "custom", message: "template/timeout-alone", input: scrape_timeout, path });
  } else if ((durationMs(scrape_timeout) ?? 0) > (durationMs(scrape_interval) ?? 0)) {
    issues.push({ code: "custom", message: "template/timeout-long", input: scrape_timeout, path });
  }
}

function durationMs(text: string): number | null {
  const duration = parseDuration(text);
  return duration.ok ? duration.value : null;
}
