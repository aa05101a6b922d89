/** The two text formats that Prometheus scrapes. */
export const EXPOSITION_FORMATS = ["prometheus", "openmetrics"] as const;
export type ExpositionFormat = (typeof EXPOSITION_FORMATS)[number];

/** The part of a Prometheus version that reading a scrape depends on. */
export type ExpositionVersion = { readonly major: number; readonly minor: number };

/** How one version reads a scrape; the rest of this folder asks these questions and never compares versions. */
export type ExpositionDialect = {
  /** `{"http.requests", "a b"="c"}`: names in quotes, the metric name among the labels. */
  readonly hasQuotedNames: boolean;
  /** Quoted label names also in exemplars. */
  readonly hasQuotedExemplarNames: boolean;
  /** Messages quote the text that they are about. */
  readonly quotesText: boolean;
  /** Messages about text that is missing behind HELP or TYPE name what is there instead. */
  readonly namesMissingText: boolean;
  /** OpenMetrics: exemplars only on `_total` and `_bucket`. */
  readonly limitsExemplars: boolean;
  /** OpenMetrics: what follows a value must be a timestamp, an exemplar or the end of the line; else it is read as a new line. */
  readonly checksAfterValue: boolean;
  /** `le` and `quantile` are written as OpenMetrics writes numbers: "10" becomes "10.0". */
  readonly normalisesFloats: boolean;
  /** OpenMetrics: an answer without a single byte passes without its `# EOF`. */
  readonly acceptsEmptyBody: boolean;
};

/** Answers every question for one version. */
export function dialectOf(version: ExpositionVersion): ExpositionDialect {
  const since = (major: number, minor: number) => version.major > major || (version.major === major && version.minor >= minor);
  return {
    hasQuotedNames: since(2, 51),
    hasQuotedExemplarNames: since(3, 1),
    quotesText: since(2, 43),
    namesMissingText: since(2, 51),
    limitsExemplars: !since(2, 43),
    checksAfterValue: !since(2, 51),
    normalisesFloats: since(3, 0),
    acceptsEmptyBody: since(3, 0),
  };
}
