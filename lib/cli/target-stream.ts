import { createReadStream } from "node:fs";
import type { LabelSet } from "@/lib/relabel/label-set";
import { collectTargets } from "@/lib/relabel-lab/collect-targets";
import { readTargetList } from "@/lib/relabel-lab/read-targets";
import { type Problem, problem } from "@/lib/result";
import { JsonSplitter, type JsonText } from "./json-values";
import { UnreadableFile } from "./load-config";

/** The input is no list of targets from here on. */
export class UnusableTargets extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems[0]?.code);
    this.problems = problems;
  }
}

/** Bytes read at a time. */
const CHUNK_SIZE = 1_048_576;

/**
 * Reads targets in any form that the lab takes, from a file or, for `-`, from standard input.
 * JSON is read value by value, so that memory does not grow with the input; everything else is read whole.
 *
 * @yields the targets that ended in one chunk
 * @throws UnreadableFile, or UnusableTargets after the targets before the first mistake
 */
export async function* streamTargets(file: string): AsyncGenerator<readonly LabelSet[], void> {
  const splitter = new JsonSplitter();
  // Kept until the first value has shown that this is JSON.
  let start: Buffer[] | null = [];
  let isJson: boolean | null = null;
  for await (const chunk of chunksOf(file)) {
    start?.push(chunk);
    if (isJson === false) continue;
    const targets: LabelSet[] = [];
    for (const value of splitter.split(chunk)) {
      isJson ??= parseJson(value.text) !== undefined;
      if (!isJson) break;
      start = null;
      yield* readValue(value, targets);
    }
    if (targets.length > 0) yield targets;
  }
  if (start !== null) yield readWhole(Buffer.concat(start).toString("utf8"));
  const rest = start === null ? splitter.rest() : null;
  if (rest === null) return;
  const last: LabelSet[] = [];
  yield* readValue(rest, last);
  yield last;
}

/** Adds the targets of one value; yields what there is before it fails. */
function* readValue({ text, line }: JsonText, targets: LabelSet[]): Generator<readonly LabelSet[], void> {
  const value = parseJson(text);
  const found = value === undefined ? [problem("targets/json-syntax")] : addTargets(value, targets);
  if (found.length === 0) return;
  yield targets;
  const range = { line, column: 1, endLine: line, endColumn: 2 };
  throw new UnusableTargets(found.map((one) => ({ ...one, range })));
}

function addTargets(value: unknown, targets: LabelSet[]): readonly Problem[] {
  const read = collectTargets(value, 1);
  for (const target of read.targets) targets.push(target);
  return read.problems;
}

function readWhole(text: string): readonly LabelSet[] {
  // An empty input is a list without targets, where the lab sees one target without labels.
  if (text.trim() === "") return [];
  const { targets, problems } = readTargetList(text);
  if (problems.length > 0) throw new UnusableTargets(problems);
  return targets;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The bytes of a file, or of standard input for `-`. @throws UnreadableFile */
export async function* chunksOf(file: string): AsyncGenerator<Buffer, void> {
  const stream = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_SIZE });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new UnreadableFile(file, code);
  }
}
