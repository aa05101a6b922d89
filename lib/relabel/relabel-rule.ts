import type { TextRange } from "@/lib/result";
import type { RelabelAction } from "./relabel-config";

/**
 * A rule as a person wrote it, before any check. Absent, null and "" mean different things (see `withDefaults`);
 * every `RelabelConfig` is one.
 */
export type RelabelRule = {
  readonly source_labels?: readonly (string | null)[] | null;
  readonly separator?: string | null;
  readonly regex?: string | null;
  readonly modulus?: number | bigint | null;
  readonly target_label?: string | null;
  readonly replacement?: string | null;
  readonly action?: string | null;
  /** Where the rule and its fields stand, when it was read from a text. */
  readonly ranges?: { readonly rule: TextRange } & Readonly<Partial<Record<RelabelField, TextRange>>>;
};

export const RELABEL_FIELDS = [
  "source_labels",
  "separator",
  "regex",
  "modulus",
  "target_label",
  "replacement",
  "action",
] as const;

export type RelabelField = (typeof RELABEL_FIELDS)[number];

/** A rule with every default filled in; its action is still as written. */
export type CompleteRule = {
  readonly source_labels: readonly string[];
  /** False when the key is absent or null; an empty list was written. */
  readonly hasSourceLabels: boolean;
  readonly separator: string;
  readonly regex: string;
  readonly hasRegex: boolean;
  readonly modulus: bigint;
  readonly target_label: string;
  readonly replacement: string;
  /** null when written as null. */
  readonly action: string | null;
};

/** A complete rule whose action exists. */
export type CheckedRule = CompleteRule & { readonly action: RelabelAction };

/** Fills in Prometheus's defaults: they stand for absent keys only, a null is an empty value. */
export function withDefaults(rule: RelabelRule): CompleteRule {
  return {
    source_labels: (rule.source_labels ?? []).map((name) => name ?? ""),
    hasSourceLabels: (rule.source_labels ?? null) !== null,
    separator: textOr(rule.separator, ";"),
    regex: textOr(rule.regex, "(.*)"),
    hasRegex: rule.regex !== undefined,
    modulus: BigInt(rule.modulus ?? 0),
    target_label: rule.target_label ?? "",
    replacement: textOr(rule.replacement, "$1"),
    action: rule.action === undefined ? "replace" : rule.action,
  };
}

function textOr(value: string | null | undefined, fallback: string): string {
  return value === undefined ? fallback : (value ?? "");
}
