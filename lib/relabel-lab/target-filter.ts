import type { LabelSet } from "@/lib/relabel/label-set";

type Term = { readonly name: string | null; readonly value: string; readonly isNegated: boolean };

/** Decides about one set of labels. */
export type LabelMatcher = (labels: LabelSet) => boolean;

/**
 * Reads what people type to find targets, terms between blanks, all of which must hold: `namespace=prod` (that value),
 * `namespace!=prod` (any other value, or none), `prod` (part of any name or value, in any case). A name also stands for
 * the longer ones that discovery makes of it: `namespace` for `__meta_kubernetes_namespace`. Quotes hold blanks.
 *
 * @returns null when nothing is asked for
 */
export function parseTargetFilter(text: string): readonly Term[] | null {
  const terms = [...text.matchAll(/(?:([^\s="!]+)(!?=))?(?:"([^"]*)"?|(\S+))?/g)].flatMap(([whole, name, sign, quoted, bare]) =>
    whole === "" ? [] : [{ name: name ?? null, value: quoted ?? bare ?? "", isNegated: sign === "!=" }],
  );
  return terms.length === 0 ? null : terms;
}

/** True when one of the label sets of a target (as discovered, as kept) fulfils the term. */
export function matchesTerms(terms: readonly Term[], sets: readonly LabelSet[]): boolean {
  return terms.every(({ name, value, isNegated }) => {
    if (name === null) return sets.some((labels) => contains(labels, value.toLowerCase()));
    return sets.some((labels) => hasValue(labels, name, value)) !== isNegated;
  });
}

function contains(labels: LabelSet, part: string): boolean {
  for (const name in labels) {
    if ((labels[name] ?? "").toLowerCase().includes(part) || name.toLowerCase().includes(part)) return true;
  }
  return false;
}

function hasValue(labels: LabelSet, name: string, value: string): boolean {
  if ((labels[name] ?? "") === value && (value !== "" || !hasLongerName(labels, name))) return true;
  if (value === "") return false;
  const suffix = `_${name}`;
  for (const longer in labels) if (longer.endsWith(suffix) && labels[longer] === value) return true;
  return false;
}

function hasLongerName(labels: LabelSet, name: string): boolean {
  const suffix = `_${name}`;
  for (const longer in labels) if (longer.endsWith(suffix)) return true;
  return false;
}
