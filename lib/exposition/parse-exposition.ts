import type { Problem } from "@/lib/result";
import { dialectOf, type ExpositionFormat, type ExpositionVersion } from "./dialect";
import type { ExpositionParser } from "./exposition-parser";
import { OpenMetricsParser } from "./openmetrics-text";
import { PrometheusTextParser } from "./prometheus-text";
import type { MetricFamily, Sample } from "./sample";

/** A scrape as far as it can be read. */
export type Exposition = {
  readonly format: ExpositionFormat;
  readonly samples: readonly Sample[];
  /** What HELP, TYPE and UNIT say, by metric name. */
  readonly families: ReadonlyMap<string, MetricFamily>;
  /** Why Prometheus fails the scrape, behind the samples above; null when it can be read to its end. */
  readonly problem: Problem | null;
};

/**
 * Reads what a target answers, exactly as the given Prometheus version does: the same samples, the same mistake first,
 * with Prometheus's wording. Linear in the length of the text. Nothing behind a mistake is read, as in Prometheus.
 */
export function parseExposition(text: string, format: ExpositionFormat, version: ExpositionVersion): Exposition {
  const dialect = dialectOf(version);
  const samples: Sample[] = [];
  if (text === "" && dialect.acceptsEmptyBody) return { format, samples, families: new Map(), problem: null };
  const parser: ExpositionParser =
    format === "openmetrics" ? new OpenMetricsParser(text, dialect) : new PrometheusTextParser(text, dialect);
  for (let entry = parser.next(); entry !== "end" && entry !== "refused"; entry = parser.next()) {
    if (entry === "sample" && parser.sample !== null) samples.push(parser.sample);
  }
  return { format, samples, families: parser.families, problem: parser.problem };
}

/**
 * The format that a text without its Content-Type seems to be in: OpenMetrics ends in `# EOF`.
 * Prometheus goes by the header alone.
 */
export function guessFormat(text: string): ExpositionFormat {
  return /(?:^|\n)# EOF\s*$/.test(text.slice(-64)) ? "openmetrics" : "prometheus";
}
