import type { TextRange } from "@/lib/result";
import type { ScalarTag } from "./yaml-scalar";

/** Where a node stands: as editors count, and as offsets into the text (end exclusive). */
export type YamlPlace = { readonly range: TextRange; readonly start: number; readonly end: number };

export type YamlScalar = {
  readonly kind: "scalar";
  /** The spelling: what Prometheus takes where a string is wanted, even from `80` or `yes`. */
  readonly text: string;
  readonly tag: ScalarTag;
  /** As it was written, where `text` is what that stands for. */
  readonly spelling?: string;
  /** A tag that YAML does not define, `!foo`: go-yaml then takes the text as it is, for texts only. */
  readonly foreignTag?: string;
  readonly place: YamlPlace;
};

export type YamlSequence = {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
  readonly isFlow: boolean;
  readonly place: YamlPlace;
};

export type YamlEntry = { readonly key: YamlScalar; readonly value: YamlNode };

export type YamlMapping = {
  readonly kind: "mapping";
  /** In document order, merge keys already applied. */
  readonly entries: readonly YamlEntry[];
  readonly isFlow: boolean;
  readonly place: YamlPlace;
};

export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** The value under a key of a mapping; null when the node is no mapping or has no such key. */
export function valueUnder(node: YamlNode | null, key: string): YamlNode | null {
  if (node?.kind !== "mapping") return null;
  return node.entries.find((entry) => entry.key.text === key)?.value ?? null;
}

export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.tag === "null";
}

/** Written `Null` or `NULL`: fields that read themselves see an empty text where `null` and `~` leave them alone. */
export function isCapitalNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.tag === "null" && /^(?:Null|NULL)$/.test(node.text);
}
