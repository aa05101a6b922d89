import { isNull, valueUnder, type YamlMapping, type YamlNode } from "@/lib/prometheus/yaml-node";
import { type Problem, problem } from "@/lib/result";
import { nearestWord } from "./nearest-word";
import type { TargetLabel } from "./rule-test";

/** Where problems are collected, and how one gets to what is read. */
export type Reading = { readonly problems: Problem[]; readonly path: readonly (string | number)[] };

/** Reports keys that nobody reads: a misspelt one would silently test something else. */
export function checkKeys(node: YamlMapping, known: readonly string[], { problems, path }: Reading): void {
  for (const { key } of node.entries) {
    if (known.includes(key.text)) continue;
    const nearest = nearestWord(key.text, known);
    const parameters = { key: key.text, known: known.join(", ") };
    const at = { path: [...path, key.text], range: key.place.range };
    problems.push(
      nearest === null
        ? problem("ruleTest/unknown-key", { ...at, parameters })
        : problem("ruleTest/misspelt-key", { ...at, parameters: { key: key.text, nearest } }),
    );
  }
}

/** The spelling of a scalar; null when the key is absent or empty, or, with a problem, when it is no scalar. */
export function readText(node: YamlNode, key: string, reading: Reading): string | null {
  const value = valueUnder(node, key);
  if (value === null || isNull(value)) return null;
  if (value.kind === "scalar") return value.text;
  wrongKind(value, "text", { ...reading, path: [...reading.path, key] });
  return null;
}

/** Labels as Prometheus reads them: a value counts by its spelling, null is the empty value. */
export function readLabels(node: YamlNode, reading: Reading): TargetLabel[] {
  if (isNull(node)) return [];
  if (node.kind !== "mapping") {
    wrongKind(node, "mapping", reading);
    return [];
  }
  return node.entries.map(({ key, value }) => {
    if (value.kind !== "scalar") wrongKind(value, "text", { ...reading, path: [...reading.path, key.text] });
    const text = value.kind === "scalar" && !isNull(value) ? value.text : "";
    return { name: key.text, value: text, range: key.place.range };
  });
}

export function wrongKind(node: YamlNode, wanted: "mapping" | "text", { problems, path }: Reading): void {
  problems.push(
    problem("ruleTest/wrong-kind", { path, range: node.place.range, parameters: { wanted, key: String(path.at(-1)) } }),
  );
}
