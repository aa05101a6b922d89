import { Composer, type CST, type Document, isCollection, Lexer, LineCounter, Parser, type YAMLError } from "yaml";
import { ok, type Problem, problem, type Result, type TextRange } from "@/lib/result";
import type { YamlNode } from "./yaml-node";
import { checkPrologue } from "./yaml-prologue";
import { checkTabs } from "./yaml-tabs";
import { buildYamlTree } from "./yaml-tree";

export type YamlDocument = {
  /** null for a text without any content: an empty config is valid. */
  readonly root: YamlNode | null;
  readonly text: string;
};

/** Characters of the longest text that is read at all; far beyond any config a person edits. */
const TEXT_LENGTH_MAX = 8_000_000;

/** How a text that no Prometheus reads may differ from its configs: test files are often written by programs. */
export type YamlLeniency = {
  /** Characters of the longest text. */
  readonly lengthMax?: number;
  /** Nodes after aliases are followed. */
  readonly nodesMax?: number;
  /** Takes "\\ud83d\\ude00" for one character, as JSON means it. */
  readonly hasSurrogatePairs?: boolean;
};

/** Collections within collections; a config of Prometheus has about ten. */
const NESTING_MAX = 200;

/** One mistake can break every line after it; nobody reads further than this. */
const PROBLEMS_MAX = 50;

// What go-yaml's reader lets through; everything else is "control characters are not allowed".
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that YAML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\p{Surrogate}/u;

const CODE_OF_ERROR: Partial<Record<YAMLError["code"], string>> = {
  DUPLICATE_KEY: "config/yaml-duplicate-key",
  TAB_AS_INDENT: "config/yaml-tab",
  BAD_INDENT: "config/yaml-indent",
  BAD_DQ_ESCAPE: "config/yaml-escape",
  BLOCK_AS_IMPLICIT_KEY: "config/yaml-nested-mapping",
  BAD_SCALAR_START: "config/yaml-reserved-character",
};

/**
 * Reads the first document of a YAML text the way Prometheus (go-yaml v2, YAML 1.1) does.
 * Aliases and merge keys are resolved, every node knows where it stands. Never throws.
 */
export function parseYaml(written: string, leniency: YamlLeniency = {}): Result<YamlDocument> {
  // The library knows no lone carriage return; a line feed in its stead keeps every place.
  const text = written.replaceAll(/\r(?!\n)/g, "\n");
  const lengthMax = leniency.lengthMax ?? TEXT_LENGTH_MAX;
  const lines = new LineCounter();
  const toRange = (start: number, end: number) => rangeOf(lines, start, Math.max(end, start + 1));
  if (text.length > lengthMax)
    return failWith([problem("config/yaml-too-large", { parameters: { limit: lengthMax }, range: toRange(0, 1) })]);
  try {
    const document = composeFirst(text, lines);
    const forbidden = FORBIDDEN.exec(text);
    if (forbidden !== null) {
      return failWith([
        problem("config/yaml-control-character", {
          range: toRange(forbidden.index, forbidden.index + 1),
          prometheus: "yaml: control characters are not allowed",
        }),
      ]);
    }
    const [first, ...rest] = document === null ? checkTabs(null, text, toRange) : problemsOf(document, toRange, text);
    if (first !== undefined) return failWith([first, ...rest]);
    if (document === null) return ok({ root: null, text });
    const tree = buildYamlTree(document, toRange, { ...leniency, text });
    return tree.ok ? ok({ root: tree.value, text }) : tree;
  } catch (error) {
    if (error instanceof NestedTooDeeply) return failWith([problem("config/yaml-too-deep", { range: toRange(0, 1) })]);
    throw error;
  }
}

/** Reads only as far as the first document: Prometheus ignores what follows, broken or not. */
function composeFirst(text: string, lines: LineCounter): Document.Parsed | null {
  // The failsafe schema leaves every scalar as text; YAML 1.1 resolution is ours (yaml-scalar.ts).
  const composer = new Composer({
    version: "1.1",
    schema: "failsafe",
    merge: false,
    logLevel: "silent",
    stringKeys: false,
    keepSourceTokens: true,
  });
  return (composer.compose(tokensOf(text, lines), false).next().value as Document.Parsed | undefined) ?? null;
}

class NestedTooDeeply extends Error {}

/**
 * The library descends recursively, and a stack that runs out does not always throw: when V8 is just then compiling a
 * regular expression it ends the whole process. So depth is bounded before anything descends.
 */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token, void> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > NESTING_MAX) throw new NestedTooDeeply();
  }
  yield* parser.end();
}

function problemsOf(document: Document.Parsed, toRange: (start: number, end: number) => TextRange, text: string): Problem[] {
  const prologue = checkPrologue(text, toRange);
  if (prologue !== null) return [prologue];
  if (isEndedEarly(document, text)) return [];
  if (document.errors.length === 0) return checkTabs(document, text, toRange).slice(0, PROBLEMS_MAX);
  return document.errors.slice(0, PROBLEMS_MAX).map((error) =>
    problem(CODE_OF_ERROR[error.code] ?? "config/yaml-syntax", {
      parameters: { detail: error.message.split("\n")[0] ?? "", text: text.slice(...error.pos).slice(0, 40) },
      range: toRange(...error.pos),
    }),
  );
}

/**
 * For go-yaml a document ends where its root does: behind the last bracket, or at the first line that is indented less than
 * an indented root. What follows would be the next document, of which it reads no more than one token.
 */
function isEndedEarly({ contents, errors: [first] }: Document.Parsed, text: string): boolean {
  if (first === undefined || !isCollection(contents) || !/ at node end\b/.test(first.message)) return false;
  const [rootStart, rootEnd] = contents.range ?? [0, 0];
  const at = first.pos[0];
  const indent = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  const isOutside = contents.flow === true || indent.length < rootStart - (text.lastIndexOf("\n", rootStart - 1) + 1);
  return at >= rootEnd && isOutside && !indent.includes("\t") && SCANNABLE.test(text.slice(at));
}

/** Signs that start no token, and quotes that nothing closes, are noticed in the next document, too. */
const SCANNABLE = /^(?:[^@`\t'"]|'(?:[^']|'')*'|"(?:[^"\\]|\\[\s\S])*")/;

function rangeOf(lines: LineCounter, start: number, end: number): TextRange {
  const from = lines.linePos(start);
  const to = lines.linePos(end);
  // Before the first line break is seen the counter answers line 0.
  return {
    line: Math.max(from.line, 1),
    column: Math.max(from.col, 1),
    endLine: Math.max(to.line, 1),
    endColumn: Math.max(to.col, 1),
  };
}

function failWith(problems: readonly [Problem, ...Problem[]]): Result<never> {
  return { ok: false, problems };
}
