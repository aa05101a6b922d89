import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import type { Problem, TextRange } from "@/lib/result";

/** A change of the text that settles a finding. `code` is the key `findings.fixes.<code>` of the message catalogues. */
export type Fix = {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Replacements of places that do not overlap, by the text as it was read. */
  readonly edits: readonly { readonly range: TextRange; readonly text: string }[];
};

/** Something suspicious in rules that Prometheus accepts; its code is "finding/<name>". */
export type Finding = Problem & { readonly fixes: readonly Fix[] };

/** What is known of the job around the rules; without it the checks that need it stay silent. */
export type CheckedJob = {
  readonly metrics_path?: string | undefined;
  readonly kubernetes_sd_configs?: readonly { readonly role: string }[] | undefined;
};

/** Which list of rules: of targets (relabel_configs) or of samples (metric_relabel_configs). */
export type RulesKind = "target" | "metric";

export type CheckRulesOptions = {
  readonly version: RelabelVersion;
  readonly scrapeConfig?: CheckedJob;
  /** Default: "target". */
  readonly kind?: RulesKind;
};

/** Rules as they were read; null is what YAML makes of an empty item. */
export type Rules = readonly (RelabelRule | null)[];
