import { type Problem, problem, type TextRange } from "@/lib/result";
import type { ExpositionDialect } from "./dialect";
import { parseGoFloat } from "./go-number";
import { FloatNormaliser, SharedTexts, toSampleLabels, unescapeValue } from "./label-pairs";
import { excerpt, hasStrayByte, quoteText } from "./quote-text";
import type { MetricFamily, Sample } from "./sample";
import type { Lexer, Token } from "./token";

/** What one line was. `refused`: the scrape fails here, and `problem` says why. */
export type Entry = "sample" | "meta" | "end" | "refused";

type Details = { readonly code: string; readonly parameters?: Problem["parameters"] };

/**
 * What both formats share: names and labels in braces, metadata, and how a refusal is worded.
 * `lineStart` and the lexer's places are Prometheus's, because its messages quote the text between them.
 */
export abstract class ExpositionParser {
  problem: Problem | null = null;
  sample: Sample | null = null;
  readonly families = new Map<string, MetricFamily>();

  protected abstract readonly lexer: Lexer;
  protected lineStart = 0;
  protected type: string | null = null;
  protected name: string | null = null;
  protected pairs: string[] = [];
  protected value = 0;
  protected timestampMs: number | null = null;
  /** End of name and labels. */
  protected seriesEnd = 0;
  readonly #shared = new SharedTexts();
  readonly #floats = new FloatNormaliser();
  #line = 1;
  #countedTo = 0;

  constructor(protected readonly dialect: ExpositionDialect) {}

  /** Reads the next line; "end" once there are none. */
  abstract next(): Entry;

  protected abstract nextToken(): Token;

  /** Says that the token is not what belongs here. */
  protected unexpected(expected: string, got: Token, details: Details): "refused" {
    const { text, start, at } = this.lexer;
    const wording = this.dialect.quotesText
      ? `${expected}, got ${quoteText(excerpt(text, start, at))} ("${got}") while parsing: ${quoteText(excerpt(text, this.lineStart, at))}`
      : `${expected}, got "${got}"`;
    return this.refuse(wording, details);
  }

  /** The same about something that was read, but says nothing good; newer versions quote the line so far. */
  protected refuseText(wording: string, details: Details): "refused" {
    const { text, at } = this.lexer;
    const context = this.dialect.quotesText ? ` while parsing: ${quoteText(text.slice(this.lineStart, at))}` : "";
    return this.refuse(wording + context, details);
  }

  protected refuse(prometheus: string, { code, parameters = {} }: Details): "refused" {
    const range = this.#rangeHere();
    this.problem = problem(code, { parameters: { line: range.line, ...parameters }, prometheus, range });
    return "refused";
  }

  protected refuseHelp(text: string): "refused" {
    const shown = this.dialect.quotesText ? ` ${quoteText(text)}` : "";
    return this.refuse(`help text${shown} is not a valid utf8 string`, { code: "exposition/help-utf8" });
  }

  /** The text of the token that was read last. */
  protected tokenText(): string {
    return this.lexer.text.slice(this.lexer.start, this.lexer.at);
  }

  protected startLine(): void {
    this.lineStart = this.lexer.at;
    this.name = null;
    this.pairs = [];
  }

  protected tellMeta(word: "type" | "help" | "unit", name: string, text: string): "meta" {
    this.families.set(name, { ...this.families.get(name), [word]: text });
    return "meta";
  }

  /** Reads a value; null when it is none. */
  protected readValue(text: string): number | null {
    const number = parseGoFloat(text);
    if ("value" in number) return number.value;
    this.refuseText(number.refusal, { code: "exposition/value", parameters: { value: text.slice(0, 80) } });
    return null;
  }

  /**
   * Reads the metric's name in quotes, or a label with its value; the first token was read.
   * @returns the token behind: behind a label its comma, if there is one, behind the metric's name what follows the comma
   */
  protected readNameOrLabel(isExemplar: boolean): { readonly kind: "metric" | "label"; readonly token: Token } | null {
    const written = this.tokenText();
    const after = this.nextToken();
    if (this.dialect.hasQuotedNames && (after === "COMMA" || after === "BCLOSE")) {
      return this.#readQuotedMetric(written, after, isExemplar);
    }
    const name = unescapeValue(written.startsWith('"') ? written.slice(1, -1) : written);
    if (after !== "EQUAL") {
      this.unexpected("expected equal", after, { code: "exposition/equals", parameters: { name } });
      return null;
    }
    const token = this.nextToken();
    if (token !== "LVALUE") {
      this.unexpected("expected label value", token, { code: "exposition/label-value", parameters: { name } });
      return null;
    }
    const value = this.tokenText();
    if (hasStrayByte(value)) {
      const shown = this.dialect.quotesText ? `: ${quoteText(value)}` : "";
      this.refuse(`invalid UTF-8 label value${shown}`, { code: "exposition/label-utf8", parameters: { name } });
      return null;
    }
    if (!isExemplar) this.pairs.push(name, this.#labelValue(name, value));
    return { kind: "label", token: this.nextToken() };
  }

  #readQuotedMetric(written: string, after: Token, isExemplar: boolean) {
    if (isExemplar) {
      this.unexpected("expected label name", after, { code: "exposition/label-name" });
      return null;
    }
    if (this.name !== null) {
      const { text, at } = this.lexer;
      const line = quoteText(text.slice(this.lineStart, at));
      this.refuse(`metric name already set while parsing: ${line}`, { code: "exposition/name-twice" });
      return null;
    }
    this.name = unescapeValue(written.slice(1, -1));
    return { kind: "metric", token: after === "BCLOSE" ? after : this.nextToken() } as const;
  }

  #labelValue(name: string, quoted: string): string {
    const value = this.#shared.share(unescapeValue(quoted.slice(1, -1)));
    return this.dialect.normalisesFloats ? this.#floats.normalise(this.type, name, value) : value;
  }

  protected takeSample(): "sample" {
    this.sample = {
      text: this.lexer.text.slice(this.lineStart, this.seriesEnd),
      ...toSampleLabels(this.#shared.share(this.name ?? ""), this.pairs),
      value: this.value,
      timestampMs: this.timestampMs,
      line: this.#lineAt(this.lineStart),
    };
    return "sample";
  }

  /** Positions only ever grow, so counting goes on where it stopped. */
  #lineAt(position: number): number {
    const { text } = this.lexer;
    let from = text.indexOf("\n", this.#countedTo);
    while (from !== -1 && from < position) {
      this.#line += 1;
      this.#countedTo = from + 1;
      from = text.indexOf("\n", this.#countedTo);
    }
    return this.#line;
  }

  #rangeHere(): TextRange {
    const { text, start, at } = this.lexer;
    const position = Math.min(start, text.length);
    const line = this.#lineAt(position);
    const column = position - this.#countedTo + 1;
    return { line, column, endLine: line, endColumn: column + Math.max(endOfPiece(text, position, at) - position, 1) };
  }
}

/** A token may run over many lines, and a mark should not. */
function endOfPiece(text: string, from: number, to: number): number {
  const lineEnd = text.indexOf("\n", from);
  return lineEnd === -1 ? to : Math.min(to, lineEnd);
}
