import { type Problem, problem } from "@/lib/result";
import type { CanonicalMap, CanonicalValue } from "./canonical-config";

/** Names that a sentence lists; the count says how many there are. */
const NAMES_MAX = 5;

/** An item of a summary of changes: a fact, safe to show. */
export function item(what: string, parameters: Problem["parameters"] = {}): Problem {
  return problem(`change/${what}`, { severity: "info", parameters });
}

/** A count with the first few names; nothing when there are none. */
export function named(what: string, names: readonly string[], more: Problem["parameters"] = {}): Problem[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, NAMES_MAX).join(", ");
  return [item(what, { count: names.length, names: names.length > NAMES_MAX ? `${shown}, …` : shown, ...more })];
}

/** Keys of two mappings whose values differ, sorted. */
export function differentKeys(old: CanonicalMap, next: CanonicalMap): string[] {
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [...keys].filter((key) => !isSame(old[key], next[key])).sort();
}

export function isSame(a: CanonicalValue | undefined, b: CanonicalValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** How many targets come and go, from a target plan. */
export function targetItems({ added, removed }: { readonly added: number; readonly removed: number }): Problem[] {
  return [
    ...(added > 0 ? [item("targets-added", { count: added })] : []),
    ...(removed > 0 ? [item("targets-removed", { count: removed })] : []),
  ];
}
