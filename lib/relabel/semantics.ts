/** The part of a Prometheus version that relabelling depends on. */
export type RelabelVersion = {
  readonly major: number;
  readonly minor: number;
  /** metric_name_validation_scheme of the job, which the rules of Prometheus 3.7 and later obey; utf8 when absent. */
  readonly nameScheme?: "utf8" | "legacy";
};

/** Which names a field may hold: a plain label name of either kind, or also a template with `$` references. */
export type NameRule = "legacy" | "utf8" | "template";

/** How one version relabels; the rest of this folder asks these questions and never compares versions. */
export type RelabelSemantics = {
  /** `.` in a regex matches a newline. */
  readonly dotMatchesNewline: boolean;
  /** `(?<name>...)` is a group, as in Go 1.22 and later. */
  readonly hasAngleGroups: boolean;
  /** `\p{Letter}`, `\p{latin}`, `\p{ASCII}` are classes and `\pC` holds unassigned code points, as in Go 1.25 and later. */
  readonly hasLongClassNames: boolean;
  /** Major Unicode version of the case mappings. */
  readonly unicode: number;
  /** Which names are label names: in source_labels and static labels. */
  readonly labelNames: "legacy" | "utf8";
  /** Which names rules may write: after `$` expansion. */
  readonly writtenNames: "legacy" | "utf8";
  /** What target_label may be when it has no `$`; also for the actions that never expand it. */
  readonly plainTarget: NameRule;
  /** What target_label of replace may be when it has a `$`, and replacement of labelmap. */
  readonly templateTarget: NameRule;
  /** An empty or refused result deletes the label literally called target_label, `$` and all. */
  readonly deletesUnexpandedTarget: boolean;
  /** labelmap visits names in byte order; else in an order that is random for discovered labels. */
  readonly hasSortedLabelmap: boolean;
};

/** Answers every question for one version. */
export function semanticsOf(version: RelabelVersion): RelabelSemantics {
  const since = (major: number, minor: number) => version.major > major || (version.major === major && version.minor >= minor);
  const labelNames = since(3, 0) ? "utf8" : "legacy";
  const isLegacyJob = since(3, 7) && version.nameScheme === "legacy";
  const writtenNames = isLegacyJob ? "legacy" : labelNames;
  return {
    dotMatchesNewline: since(3, 0),
    hasAngleGroups: since(2, 50),
    hasLongClassNames: since(3, 5),
    unicode: unicodeOf(since),
    labelNames,
    writtenNames,
    plainTarget: since(2, 50) ? writtenNames : "template",
    templateTarget: since(3, 2) && !isLegacyJob ? "utf8" : "template",
    deletesUnexpandedTarget: !since(2, 50),
    hasSortedLabelmap: !since(2, 43),
  };
}

/** From the Go releases that the measured binaries were built with. */
function unicodeOf(since: (major: number, minor: number) => boolean): number {
  if (since(3, 5)) return 17;
  return since(2, 50) ? 15 : 13;
}
