import { parseYaml } from "@/lib/prometheus/yaml";
import { isNull, type YamlNode } from "@/lib/prometheus/yaml-node";
import type { LabelSet } from "@/lib/relabel/label-set";
import { parseLabels } from "@/lib/relabel/parse-labels";
import { ok, type Problem, problem, type Result, type TextRange } from "@/lib/result";
import { collectTargets } from "./collect-targets";

/** What could be read of a text. The rest is counted, and the first problems are told. */
export type TargetList = {
  readonly targets: readonly LabelSet[];
  readonly problems: readonly Problem[];
  /** Items, lines or addresses that could not be read. */
  readonly unreadCount: number;
};

/** Nobody reads further than this. */
const PROBLEMS_MAX = 20;

/**
 * Reads the targets of a text: labels of one target (what `parseLabels` takes), a JSON array of label objects, JSON lines,
 * lines of `{a="b"}`, groups of a file_sd file (JSON or YAML), or a reply of Prometheus's targets API, whose discovered
 * labels count. Takes time in proportion to the text; what cannot be read is left out and told.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config
 */
export function readTargetList(text: string): TargetList {
  const start = text.search(/\S/);
  const sign = start === -1 ? "" : text.charAt(start);
  if (sign === "[") return readJson(text);
  if (sign === "{") return readBraces(text);
  if (/^(?:\s|#.*\n|---)*- /.test(text.slice(0, 10_000))) return readYamlGroups(text);
  return readOne(text);
}

/** The same for those who want all targets or none. */
export function readTargets(text: string): Result<LabelSet[]> {
  const { targets, problems } = readTargetList(text);
  const [first, ...rest] = problems.filter(({ severity }) => severity === "error");
  return first === undefined ? ok([...targets]) : { ok: false, problems: [first, ...rest] };
}

function readOne(text: string): TargetList {
  const labels = parseLabels(text);
  if (labels.ok) return { targets: [labels.value], problems: [], unreadCount: 0 };
  return { targets: [], problems: labels.problems, unreadCount: 1 };
}

function readJson(text: string): TargetList {
  const json = parseJson(text);
  return json.ok ? fromValue(json.value) : nothing(json.problems);
}

/** One JSON object, one line per target, or one target as Prometheus shows it. */
function readBraces(text: string): TargetList {
  const json = parseJson(text);
  if (json.ok) return fromValue(json.value);
  const firstLine = text.trimStart().split("\n", 1)[0]?.trimEnd() ?? "";
  const isOneLine = firstLine.length === text.trim().length;
  if (!isOneLine && firstLine.endsWith("}")) return readLines(text);
  // `{"a": ...` is meant to be JSON; `{"a"="b"}` and `{a="b"}` are Prometheus's own way to write labels.
  return /^\{\s*"[^"\n]*"\s*:/.test(text.trimStart()) ? nothing(json.problems) : readOne(text);
}

function readLines(text: string): TargetList {
  const targets: LabelSet[] = [];
  const problems: Problem[] = [];
  let unreadCount = 0;
  let line = 0;
  for (let start = 0; start < text.length; line++) {
    const end = text.indexOf("\n", start);
    const stop = end === -1 ? text.length : end;
    const row = text.slice(start, stop).trim();
    start = stop + 1;
    if (row === "") continue;
    const read = readLine(row);
    for (const target of read.targets) targets.push(target);
    unreadCount += read.unreadCount;
    const range = lineRange(line + 1, row.length);
    if (problems.length < PROBLEMS_MAX) problems.push(...read.problems.map((found) => ({ ...found, range })));
  }
  return { targets, problems: problems.slice(0, PROBLEMS_MAX), unreadCount };
}

function readLine(row: string): TargetList {
  const json = parseJson(row);
  return json.ok ? fromValue(json.value) : readOne(row);
}

function lineRange(line: number, length: number): TextRange {
  return { line, column: 1, endLine: line, endColumn: length + 1 };
}

function parseJson(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    const range = error instanceof Error ? placeOf(error.message, text) : null;
    return { ok: false, problems: [problem("targets/json-syntax", range === null ? {} : { range })] };
  }
}

/** Engines tell the place in their message only, and not always. */
function placeOf(message: string, text: string): TextRange | null {
  const told = /line (\d+) column (\d+)/.exec(message);
  const offset = /position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, offset === undefined ? text.length : Number(offset));
  const line = told === null ? countLines(before) : Number(told[1]);
  const column = told === null ? before.length - before.lastIndexOf("\n") : Number(told[2]);
  const isEnd = /end of JSON|unterminated/i.test(message);
  if (told === null && offset === undefined && !isEnd) return null;
  return { line, column, endLine: line, endColumn: column + 1 };
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

function readYamlGroups(text: string): TargetList {
  const document = parseYaml(text);
  if (!document.ok) return nothing(document.problems);
  const { root } = document.value;
  const list = fromValue(root === null ? [] : toPlain(root));
  const locate = (found: Problem): Problem => {
    const range = rangeOf(root, found.path);
    return range === null ? found : { ...found, range };
  };
  return { ...list, problems: list.problems.map(locate) };
}

/** Where a text is wanted Prometheus takes the spelling, even of `80` or `yes`. */
function toPlain(node: YamlNode): unknown {
  if (node.kind === "scalar") return isNull(node) ? "" : node.text;
  if (node.kind === "sequence") return node.items.map(toPlain);
  const object: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.entries) object[key.text] = toPlain(value);
  return object;
}

function rangeOf(root: YamlNode | null, path: Problem["path"]): TextRange | null {
  let node = root;
  for (const step of path) {
    if (node?.kind === "sequence" && typeof step === "number") node = node.items[step] ?? null;
    else if (node?.kind === "mapping") node = node.entries.find(({ key }) => key.text === step)?.value ?? null;
    else return null;
  }
  return node?.place.range ?? null;
}

function fromValue(value: unknown): TargetList {
  return collectTargets(value, PROBLEMS_MAX);
}

function nothing(problems: readonly Problem[]): TargetList {
  return { targets: [], problems, unreadCount: 1 };
}
