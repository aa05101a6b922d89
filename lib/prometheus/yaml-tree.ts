import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import { ok, type Problem, problem, type Result, type TextRange } from "@/lib/result";
import type { YamlLeniency } from "./yaml";
import { foldForeignBreaks } from "./yaml-breaks";
import type { YamlEntry, YamlMapping, YamlNode, YamlPlace, YamlScalar } from "./yaml-node";
import { resolvePlainScalar, type ScalarTag } from "./yaml-scalar";

/** Nodes after aliases are followed; beyond it the text is a bomb, not a config. */
const NODES_MAX = 1_000_000;

type Build = {
  readonly toRange: (start: number, end: number) => TextRange;
  readonly anchors: Map<string, { node: YamlNode; size: number }>;
  /** Anchors whose own node is being built: an alias to one of them would never end. */
  readonly open: Set<string>;
  readonly nodesMax: number;
  readonly hasSurrogatePairs: boolean;
  readonly text: string;
  size: number;
};

/** Thrown inside this file only, to leave the recursion at the first unusable node. */
class UnusableNode extends Error {
  readonly problem: Problem;
  constructor(found: Problem) {
    super(found.code);
    this.problem = found;
  }
}

/** Turns a parsed document into our plain tree: aliases followed, merge keys applied, scalars resolved. */
export function buildYamlTree(
  document: Document.Parsed,
  toRange: Build["toRange"],
  { nodesMax = NODES_MAX, hasSurrogatePairs = false, text }: YamlLeniency & { readonly text: string },
): Result<YamlNode | null> {
  if (document.contents === null) return ok(null);
  try {
    const build: Build = { toRange, anchors: new Map(), open: new Set(), nodesMax, hasSurrogatePairs, text, size: 0 };
    return ok(buildNode(document.contents, build));
  } catch (error) {
    if (error instanceof UnusableNode) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

function buildNode(node: Node, build: Build): YamlNode {
  if (isAlias(node)) return followAlias(node.source, placeOf(node, build), build);
  const anchor = "anchor" in node ? node.anchor : undefined;
  const sizeBefore = build.size;
  if (anchor !== undefined) checkAnchorName(anchor, placeOf(node, build));
  if (anchor !== undefined) build.open.add(anchor);
  const built = buildContent(node, build);
  if (anchor !== undefined) {
    build.open.delete(anchor);
    build.anchors.set(anchor, { node: built, size: build.size - sizeBefore });
  }
  return built;
}

/** go-yaml knows no other signs in names of anchors. */
function checkAnchorName(name: string, { range }: YamlPlace): void {
  if (/^[\w-]+$/.test(name)) return;
  const prometheus = `yaml: line ${range.line}: did not find expected alphabetic or numeric character`;
  throw new UnusableNode(problem("config/yaml-anchor-name", { parameters: { name }, range, prometheus }));
}

function buildContent(node: Node, build: Build): YamlNode {
  const place = placeOf(node, build);
  grow(build, 1, place);
  if (isScalar(node)) return buildScalar(node, place, build);
  if (isSeq(node)) {
    const items = node.items.map((item) => buildNode(item as Node, build));
    return { kind: "sequence", items, isFlow: node.flow === true, place };
  }
  if (isMap(node)) return buildMapping(node, place, build);
  throw new UnusableNode(problem("config/yaml-syntax", { parameters: { detail: "", text: "" }, range: place.range }));
}

function buildMapping(node: YAMLMap, place: YamlPlace, build: Build): YamlMapping {
  const entries = new Map<string, YamlEntry>();
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    const key = buildNode(pair.key, build);
    if (key.kind !== "scalar") throw new UnusableNode(problem("config/yaml-key", { range: key.place.range }));
    const value = pair.value === null ? nullAt(key.place) : buildNode(pair.value, build);
    // go-yaml merges where the key stands: a merge after a key overrides it.
    const isMerge = key.text === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN";
    for (const entry of isMerge ? mergedEntries(value) : [{ key, value }]) entries.set(entry.key.text, entry);
  }
  return { kind: "mapping", entries: [...entries.values()], isFlow: node.flow === true, place };
}

function mergedEntries(value: YamlNode): readonly YamlEntry[] {
  if (value.kind === "mapping") return value.entries;
  // Of several merged mappings the first one wins.
  if (value.kind === "sequence" && value.items.every((item) => item.kind === "mapping")) {
    return value.items.toReversed().flatMap((item) => mergedEntries(item));
  }
  throw new UnusableNode(problem("config/yaml-merge", { range: value.place.range }));
}

function followAlias(name: string, place: YamlPlace, build: Build): YamlNode {
  const anchor = build.anchors.get(name);
  if (anchor === undefined || build.open.has(name)) {
    const code = build.open.has(name) ? "config/yaml-anchor-in-itself" : "config/yaml-unknown-anchor";
    const prometheus = build.open.has(name)
      ? `yaml: anchor '${name}' value contains itself`
      : `yaml: unknown anchor '${name}' referenced`;
    throw new UnusableNode(problem(code, { parameters: { name }, range: place.range, prometheus }));
  }
  grow(build, anchor.size, place);
  return { ...anchor.node, place };
}

function grow(build: Build, count: number, place: YamlPlace): void {
  build.size += count;
  const limit = build.nodesMax;
  if (build.size <= limit) return;
  throw new UnusableNode(problem("config/yaml-aliases", { parameters: { limit }, range: place.range }));
}

const TAG_OF_NAME: Record<string, ScalarTag> = {
  "tag:yaml.org,2002:str": "str",
  "tag:yaml.org,2002:int": "int",
  "tag:yaml.org,2002:float": "float",
  "tag:yaml.org,2002:bool": "bool",
  "tag:yaml.org,2002:null": "null",
  "tag:yaml.org,2002:binary": "binary",
  "tag:yaml.org,2002:timestamp": "timestamp",
};

function buildScalar(node: Scalar, place: YamlPlace, build: Build): YamlScalar {
  const text = foldForeignBreaks(node) ?? (typeof node.value === "string" ? node.value : (node.source ?? ""));
  const isPaired = build.hasSurrogatePairs && !/\p{Surrogate}/u.test(text);
  if (node.type === "QUOTE_DOUBLE" && !isPaired && hasSurrogateEscape(node)) {
    throw new UnusableNode(problem("config/yaml-surrogate", { range: place.range }));
  }
  if (node.tag !== undefined) checkTagEnd(node.tag, place, build);
  const explicit = node.tag === undefined ? undefined : TAG_OF_NAME[node.tag];
  if (node.tag !== undefined && explicit === undefined) {
    return { kind: "scalar", text, tag: "str", foreignTag: node.tag, place };
  }
  if (explicit === "binary") return { kind: "scalar", text: decodeBase64(text), spelling: text, tag: explicit, place };
  if (explicit !== undefined && explicit !== "str") refuseWrongTag(text, explicit, place);
  return { kind: "scalar", text, tag: explicit ?? (node.type === "PLAIN" ? resolvePlainScalar(text) : "str"), place };
}

/** go-yaml wants a blank behind a tag. */
function checkTagEnd(tag: string, { start, range }: YamlPlace, { text }: Build): void {
  if (!/^[\]},]/.test(text.slice(start, start + 1))) return;
  const prometheus = "yaml: did not find expected whitespace or line break";
  throw new UnusableNode(problem("config/yaml-tag-blank", { parameters: { tag }, range, prometheus }));
}

/** An explicit tag must be what the text would be without it; only an integer may be called a float. */
function refuseWrongTag(text: string, wanted: ScalarTag, { range }: YamlPlace): void {
  const found = resolvePlainScalar(text);
  if (found === wanted || (found === "int" && wanted === "float")) return;
  const prometheus = `yaml: cannot decode !!${found} \`${text}\` as a !!${wanted}`;
  throw new UnusableNode(problem("config/yaml-tag", { parameters: { text, tag: `!!${wanted}` }, range, prometheus }));
}

/** What `!!binary` stands for; the text itself where it is no base64. */
function decodeBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  } catch {
    return text;
  }
}

/** go-yaml knows no surrogate pairs in escapes; after decoding they cannot be told from the character itself. */
function hasSurrogateEscape(node: Scalar): boolean {
  const token = node.srcToken;
  const source = token !== undefined && "source" in token ? token.source : "";
  return /(?:^|[^\\])(?:\\\\)*\\(?:u|U0000)[dD][89a-fA-F]/.test(source);
}

function placeOf(node: Node, build: Build): YamlPlace {
  const [start, end] = node.range ?? [0, 0];
  return { start, end, range: build.toRange(start, end) };
}

function nullAt(place: YamlPlace): YamlScalar {
  return { kind: "scalar", text: "", tag: "null", place };
}
