import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { compileRegex } from "@/lib/relabel/regex";
import { estimateRegexSize } from "@/lib/relabel/regex-size";
import { semanticsOf } from "@/lib/relabel/semantics";

export type ExampleMatch = { readonly isMatch: boolean; readonly groups: readonly { reference: string; value: string }[] };

/** A larger regex takes long to prepare, and somebody is typing. */
const REGEX_SIZE_MAX = 1_500;

/** What a regex makes of one value; null when it cannot be tried here. */
export function matchExample(regex: string, value: string, version: PrometheusVersion): ExampleMatch | null {
  if (estimateRegexSize(regex) > REGEX_SIZE_MAX) return null;
  const compiled = compileRegex(regex, semanticsOf(version));
  if (!compiled.ok) return null;
  const groups = compiled.value.match(value);
  if (groups === null) return { isMatch: false, groups: [] };
  return { isMatch: true, groups: groups.slice(1).map((group, index) => ({ reference: String(index + 1), value: group ?? "" })) };
}
