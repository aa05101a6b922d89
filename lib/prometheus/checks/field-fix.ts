import { renderScalar } from "@/lib/prometheus/render-yaml";
import type { RelabelField } from "@/lib/relabel/relabel-rule";
import type { Fix } from "./finding";
import type { RuleFacts } from "./rule-facts";

/** Writes another value into a field; null when the field does not stand in a text, or not on one line. */
export function replaceField({ rule }: RuleFacts, field: RelabelField, value: string | readonly string[]): Fix | null {
  const range = rule.ranges?.[field];
  if (range === undefined || range.line !== range.endLine) return null;
  const text =
    typeof value === "string" ? renderScalar(value, true) : `[${value.map((item) => renderScalar(item, true)).join(", ")}]`;
  return { code: "replace", parameters: { field, text }, edits: [{ range, text }] };
}
