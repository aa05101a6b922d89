import { type Problem, problem } from "@/lib/result";
import type { Path } from "./check-shape";
import type { PrometheusVersion } from "./versions";
import { isNull, valueUnder, type YamlMapping, type YamlNode } from "./yaml-node";

/** One object of the config while it is checked. */
export type ObjectCheck = {
  readonly node: YamlMapping;
  readonly path: Path;
  readonly version: PrometheusVersion;
  readonly problems: Problem[];
};

/** Reports a finding at a field of the object, or at its first line when the field is not there. */
export function report(
  { node, path, problems }: ObjectCheck,
  field: string | null,
  finding: { code: string; prometheus?: string; parameters?: Problem["parameters"] },
): void {
  const value = field === null ? null : valueUnder(node, field);
  const first = node.entries[0]?.key.place.range ?? node.place.range;
  problems.push(
    problem(finding.code, {
      parameters: finding.parameters ?? {},
      path: value === null ? [...path] : [...path, field ?? ""],
      range: value?.place.range ?? first,
      ...(finding.prometheus === undefined ? {} : { prometheus: finding.prometheus }),
    }),
  );
}

/** Text of a field; "" when absent, null or no scalar. */
export function textOf(node: YamlNode | null, field: string): string {
  const value = valueUnder(node, field);
  return value?.kind === "scalar" && value.tag !== "null" ? value.text : "";
}

/** Is the field there with a value? For objects that Prometheus keeps behind a pointer, `{}` is a value. */
export function isSet(node: YamlNode | null, field: string): boolean {
  const value = valueUnder(node, field);
  return value !== null && !isNull(value);
}

export function isTrue(node: YamlNode | null, field: string): boolean {
  return /^(?:y|yes|true|on)$/i.test(textOf(node, field));
}

/** Items of a list field; none when it is absent or null. */
export function itemsOf(node: YamlNode | null, field: string): readonly YamlNode[] {
  const value = valueUnder(node, field);
  return value?.kind === "sequence" ? value.items : [];
}
