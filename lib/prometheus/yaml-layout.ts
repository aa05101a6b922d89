import { type CST, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { parseYaml } from "./yaml";

/** Offsets into the text; the end is exclusive and leaves line breaks at the end of a value out. */
type Span = { readonly start: number; readonly end: number };

export type ScalarLayout = Span & { readonly kind: "scalar" | "alias" };

export type SequenceItem = {
  /** Of the dash in a block list; else of the item with its anchor and tag. */
  readonly start: number;
  readonly content: YamlLayout;
};

export type SequenceLayout = Span & {
  readonly kind: "sequence";
  readonly isFlow: boolean;
  readonly items: readonly SequenceItem[];
};

export type MappingEntry = {
  readonly key: string;
  readonly keyStart: number;
  /** Behind the colon, or behind the key where none is written. */
  readonly colonEnd: number;
  readonly hasColon: boolean;
  /** null when nothing stands behind the colon. */
  readonly value: YamlLayout | null;
};

export type MappingLayout = Span & {
  readonly kind: "mapping";
  readonly isFlow: boolean;
  /** As written: a merge key is an entry called `<<`. */
  readonly entries: readonly MappingEntry[];
  /** Keys behind question marks are not laid out. */
  readonly hasExplicitKeys: boolean;
};

/** How a document is written, for edits that leave every other byte alone; its values are `parseYaml`'s business. */
export type YamlLayout = ScalarLayout | SequenceLayout | MappingLayout;

/** Layout of the first document; null when it is empty or cannot be read. */
export function readYamlLayout(text: string): YamlLayout | null {
  // The reader of values refuses what would make the library descend too far.
  if (!parseYaml(text).ok) return null;
  const { contents } = parseDocument(text, {
    version: "1.1",
    schema: "failsafe",
    merge: false,
    keepSourceTokens: true,
    logLevel: "silent",
  });
  return contents === null ? null : toLayout(contents, text);
}

function toLayout(node: Node, text: string): YamlLayout {
  const [start = 0, end = 0] = node.range ?? [];
  const span = { start, end: trimEnd(text, start, end) };
  if (isSeq(node)) return toSequence(node, span, text);
  if (isMap(node)) return toMapping(node, span, text);
  return { kind: isAlias(node) ? "alias" : "scalar", ...span };
}

function trimEnd(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && /[ \t\r\n]/.test(text[trimmed - 1] ?? "")) trimmed -= 1;
  return trimmed;
}

function toSequence(node: YAMLSeq, span: Span, text: string): SequenceLayout {
  const items = toItems(node, text);
  const last = items.at(-1);
  const isFlow = node.flow === true;
  // The library takes comments behind an empty item for part of the list.
  const end = isFlow || last === undefined ? span.end : Math.max(last.content.end, last.start + 1);
  return { kind: "sequence", isFlow, start: span.start, end, items };
}

function toItems(node: YAMLSeq, text: string): SequenceItem[] {
  const starts = startsOf(node.srcToken as CST.BlockSequence | CST.FlowCollection | undefined);
  return node.items.map((item, index) => {
    const content = toLayout(item as Node, text);
    return { start: starts[index] ?? content.start, content };
  });
}

/** Where items start that have a dash, an anchor or a tag before them. */
function startsOf(token: CST.BlockSequence | CST.FlowCollection | undefined): (number | undefined)[] {
  if (token?.type === "flow-collection") {
    return token.items.map(({ start }) => start.find(({ type }) => type === "anchor" || type === "tag")?.offset);
  }
  const dashes = token?.items.map(({ start }) => start.find(({ type }) => type === "seq-item-ind")?.offset) ?? [];
  return dashes.filter((offset) => offset !== undefined);
}

function toMapping(node: YAMLMap, span: Span, text: string): MappingLayout {
  const pairs = node.items as Pair<Node, Node | null>[];
  const entries = pairs.map((pair) => toEntry(pair, text));
  const last = entries.at(-1);
  const isFlow = node.flow === true;
  return {
    kind: "mapping",
    isFlow,
    start: span.start,
    end: isFlow || last === undefined ? span.end : (last.value?.end ?? last.colonEnd),
    entries,
    hasExplicitKeys: pairs.some(({ srcToken }) => srcToken?.start.some(({ type }) => type === "explicit-key-ind")),
  };
}

function toEntry({ key, value, srcToken }: Pair<Node, Node | null>, text: string): MappingEntry {
  const [keyStart = 0, keyEnd = 0] = key.range ?? [];
  const colon = srcToken?.sep?.find(({ type }) => type === "map-value-ind");
  const layout = value === null ? null : toLayout(value, text);
  return {
    key: isScalar(key) ? String(key.value) : "",
    keyStart,
    colonEnd: colon === undefined ? keyEnd : colon.offset + 1,
    hasColon: colon !== undefined,
    value: layout === null || layout.start === layout.end ? null : layout,
  };
}
