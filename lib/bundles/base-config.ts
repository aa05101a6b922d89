import { parseYaml } from "@/lib/prometheus/yaml";
import { isNull, valueUnder, type YamlMapping, type YamlNode } from "@/lib/prometheus/yaml-node";
import { fail, ok, type Result, type TextRange } from "@/lib/result";

/** A job of the user's own. */
export type BaseJob = {
  readonly jobName: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Where its name stands. */
  readonly range: TextRange;
};

/** Where items of ours go in a list of the user's prometheus.yml. */
export type ListPlace = {
  /** The user's text before and after our items; together the whole text, but for an empty list that ours replaces. */
  readonly before: string;
  readonly after: string;
  /** Blanks in front of each of our list items. */
  readonly indent: number;
  /** The list's key has to be written in front of our items, at this column; null when the text has it. */
  readonly newKeyIndent: number | null;
  readonly lineBreak: "\n" | "\r\n";
};

/** The user's prometheus.yml, and where our jobs go. */
export type BaseConfig = ListPlace & { readonly jobs: readonly BaseJob[] };

/** Blanks in front of list items where the user's text shows no habit. */
const ITEM_INDENT = 2;

// The preview renders at every keystroke, nearly always over the same base config.
let last: { text: string; result: Result<BaseConfig> } | null = null;

/** Finds the place for our jobs in a base config; the text itself is never formatted anew. */
export function readBaseConfig(text: string): Result<BaseConfig> {
  if (last?.text !== text) last = { text, result: findPlace(text) };
  return last.result;
}

/** Finds the place for one more entry in the list of files with jobs. */
export function findJobFileList(text: string): Result<ListPlace> {
  return findList(text, "scrape_config_files");
}

function findPlace(text: string): Result<BaseConfig> {
  const list = findList(text, "scrape_configs");
  if (!list.ok) return list;
  return ok({ ...list.value, jobs: list.value.items.flatMap((item) => readJob(text, item)) });
}

type FoundList = ListPlace & { readonly items: readonly YamlNode[] };
type ListKey = "scrape_configs" | "scrape_config_files";

function findList(text: string, listKey: ListKey): Result<FoundList> {
  const document = parseYaml(text);
  if (!document.ok) return document;
  const secondDocument = findSecondDocument(text);
  if (secondDocument !== null) return fail("base/several-documents", { range: secondDocument });
  const { root } = document.value;
  if (root === null || isNull(root)) return ok({ ...endOf(text), items: [], indent: ITEM_INDENT, newKeyIndent: 0 });
  if (root.kind !== "mapping") return fail("base/not-a-mapping", { range: root.place.range });
  if (root.isFlow) return fail("base/flow-mapping", { range: root.place.range });
  return readMapping(text, root, listKey);
}

function readMapping(text: string, root: YamlMapping, listKey: ListKey): Result<FoundList> {
  const rootIndent = root.place.range.column - 1;
  const entry = root.entries.find(({ key }) => key.text === listKey);
  if (entry === undefined) {
    return ok({ ...endOf(text), items: [], indent: rootIndent + ITEM_INDENT, newKeyIndent: rootIndent });
  }
  const { key, value } = entry;
  const isOwnKey = key.place.range.column - 1 === rootIndent;
  const refuse = (code: string) => fail(CODES[listKey] ?? code, { range: value.place.range });
  if (!isOwnKey || text[value.place.start] === "*") return refuse("base/scrape-configs-alias");
  if (isNull(value) || (value.kind === "sequence" && value.items.length === 0)) {
    return ok({ ...replaceEmptyValue(text, value), items: [], indent: rootIndent + ITEM_INDENT, newKeyIndent: null });
  }
  if (value.kind !== "sequence") return refuse("base/scrape-configs-not-a-list");
  if (value.isFlow) return refuse("base/flow-scrape-configs");
  const indent = value.place.range.column - 1;
  const offset = endOfList(text, value, rootIndent);
  return ok({ ...cutAt(text, offset), items: value.items, indent, newKeyIndent: null });
}

/** One sentence does for the list that few people have. */
const CODES: { readonly [Key in ListKey]?: string } = { scrape_config_files: "base/scrape-config-files" };

function readJob(text: string, item: YamlNode): BaseJob[] {
  const name = valueUnder(item, "job_name");
  if (name?.kind !== "scalar") return [];
  const { range, start, end } = item.place;
  const lineBreaks = text.slice(start, end).trimEnd().match(/\n/g)?.length ?? 0;
  return [{ jobName: name.text, firstLine: range.line, lastLine: range.line + lineBreaks, range: name.place.range }];
}

/**
 * Where the list ends: after its last line of content, and after the comments indented under it. Comments and blank
 * lines before the next key stay with that key. A list at the end of the text takes all of the rest.
 */
function endOfList(text: string, list: YamlNode, rootIndent: number): number {
  const limit = startOfNextLine(text, Math.max(list.place.end - 1, list.place.start));
  if (!/^[ \t]*[^#\s]/m.test(text.slice(limit))) return text.length;
  let offset = limit;
  const contentEnd = lastScalarEnd(list, list.place.end);
  while (offset > contentEnd) {
    const lineStart = text.lastIndexOf("\n", offset - 2) + 1;
    const line = text.slice(lineStart, offset);
    const isComment = line.trimStart().startsWith("#") && line.search(/\S/) <= rootIndent;
    if (lineStart < contentEnd || !(line.trim() === "" || isComment)) break;
    offset = lineStart;
  }
  return afterIndentedComments(text, offset, rootIndent);
}

function afterIndentedComments(text: string, start: number, rootIndent: number): number {
  let end = start;
  for (let offset = start; offset < text.length; offset = startOfNextLine(text, offset)) {
    const line = text.slice(offset, startOfNextLine(text, offset));
    if (line.trim() === "") continue;
    if (!line.trimStart().startsWith("#") || line.search(/\S/) <= rootIndent) break;
    end = offset + line.length;
  }
  return end;
}

/** End of the last scalar inside a node; a block scalar may end in lines that look like comments. */
function lastScalarEnd(node: YamlNode, limit: number): number {
  const isInside = node.place.end <= limit;
  if (node.kind === "scalar") return isInside ? node.place.end : 0;
  const children = node.kind === "sequence" ? node.items : node.entries.map(({ value }) => value);
  return Math.max(node.place.start, ...children.map((child) => lastScalarEnd(child, limit)));
}

/** An explicit `[]`, `null` or `~` makes way for our list. */
function replaceEmptyValue(text: string, value: YamlNode): Pick<BaseConfig, "before" | "after" | "lineBreak"> {
  const { start, end } = value.place;
  const isWritten = value.kind !== "scalar" || value.text !== "";
  const kept = isWritten ? `${text.slice(0, start).trimEnd()}${text.slice(end)}` : text;
  const offset = isWritten ? text.slice(0, start).trimEnd().length : start;
  return cutAt(kept, startOfNextLine(kept, Math.max(offset - 1, 0)));
}

function endOf(text: string): Pick<BaseConfig, "before" | "after" | "lineBreak"> {
  return cutAt(text, text.length);
}

function cutAt(text: string, offset: number): Pick<BaseConfig, "before" | "after" | "lineBreak"> {
  const lineBreak = /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
  const before = text.slice(0, offset);
  const isLineOpen = before !== "" && !before.endsWith("\n");
  return { before: isLineOpen ? `${before}${lineBreak}` : before, after: text.slice(offset), lineBreak };
}

function startOfNextLine(text: string, offset: number): number {
  const lineBreak = text.indexOf("\n", offset);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

/** Prometheus reads the first document only, so jobs in another one would be lost. */
function findSecondDocument(text: string): TextRange | null {
  let hasContent = false;
  for (const [index, line] of text.split("\n").entries()) {
    const isMarker = /^(?:---|\.\.\.)(?:\s|$)/.test(line);
    if (isMarker && (hasContent || line.startsWith("..."))) {
      return { line: index + 1, column: 1, endLine: index + 1, endColumn: 4 };
    }
    hasContent ||= isMarker || /^\s*[^#%\s\ufeff]/.test(line);
  }
  return null;
}
