import type { ExpositionDialect } from "./dialect";
import { type Entry, ExpositionParser } from "./exposition-parser";
import { parseGoFloat } from "./go-number";
import { unescapeValue } from "./label-pairs";
import { OpenMetricsLexer } from "./openmetrics-lexer";
import { firstByte, hasStrayByte, quoteText } from "./quote-text";
import type { Token } from "./token";

const TYPES = new Set(["counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown"]);
const NO_EOF = "data does not end with # EOF";

type Meta = "HELP" | "TYPE" | "UNIT";

/**
 * OpenMetrics 1.0 as text.
 * @see https://github.com/prometheus/prometheus/blob/main/model/textparse/openmetricsparse.go
 */
export class OpenMetricsParser extends ExpositionParser {
  protected readonly lexer: OpenMetricsLexer;

  constructor(text: string, dialect: ExpositionDialect) {
    super(dialect);
    this.lexer = new OpenMetricsLexer(text, dialect);
  }

  next(): Entry {
    this.startLine();
    const token = this.nextToken();
    switch (token) {
      case "EOFWORD":
        return this.nextToken() === "EOF" ? "end" : this.refuse("unexpected data after # EOF", { code: "exposition/after-eof" });
      case "EOF":
        return this.refuse(NO_EOF, { code: "exposition/no-eof" });
      case "HELP":
      case "TYPE":
      case "UNIT":
        return this.#readMeta(token);
      case "BOPEN":
        return this.#readSeriesLabels() ? this.#readRest(this.nextToken()) : "refused";
      case "MNAME":
        return this.#readSeries();
      default:
        return this.#refuseStart(token);
    }
  }

  protected nextToken(): Token {
    return this.lexer.lex();
  }

  #refuseStart(token: Token): Entry {
    if (this.dialect.quotesText) return this.unexpected("expected a valid start token", token, { code: "exposition/start" });
    // The byte at hand, taken for a character.
    const byte = firstByte(this.lexer.text.codePointAt(this.lexer.at) ?? 0x20);
    const wording = `"${token}" ${quoteText(String.fromCharCode(byte))} is not a valid start token`;
    return this.refuse(wording, { code: "exposition/start" });
  }

  #readMeta(word: Meta): Entry {
    const nameToken = this.nextToken();
    if (nameToken !== "MNAME") {
      const details = { code: "exposition/metadata-name", parameters: { word } };
      return this.unexpected(`expected metric name after ${word}`, nameToken, details);
    }
    const name = this.tokenText().replace(/^"(.*)"$/s, "$1");
    if (this.nextToken() !== "TEXT") {
      return this.refuse(`expected text in ${word}`, { code: "exposition/metadata-text", parameters: { word } });
    }
    const text = this.tokenText().slice(1, -1);
    switch (word) {
      case "TYPE":
        return this.#takeType(name, text);
      case "HELP":
        return hasStrayByte(text) ? this.refuseHelp(text) : this.tellMeta("help", name, unescapeValue(text));
      case "UNIT":
        return this.#takeUnit(name, text);
    }
  }

  #takeType(name: string, type: string): Entry {
    if (!TYPES.has(type)) {
      const details = { code: "exposition/type", parameters: { type: type.slice(0, 80) } };
      return this.refuse(`invalid metric type ${quoteText(type)}`, details);
    }
    this.type = type;
    return this.tellMeta("type", name, type);
  }

  #takeUnit(name: string, unit: string): Entry {
    if (unit === "" || name.endsWith(`_${unit}`)) return this.tellMeta("unit", name, unit);
    const shown = this.dialect.quotesText ? ` ${quoteText(unit)}` : "";
    const wording = `unit${shown} not a suffix of metric ${quoteText(name)}`;
    return this.refuse(wording, { code: "exposition/unit", parameters: { unit: unit.slice(0, 80), name: name.slice(0, 80) } });
  }

  #readSeries(): Entry {
    this.name = this.tokenText();
    this.seriesEnd = this.lexer.at;
    const token = this.nextToken();
    if (token !== "BOPEN") return this.#readRest(token);
    return this.#readSeriesLabels() ? this.#readRest(this.nextToken()) : "refused";
  }

  #readSeriesLabels(): boolean {
    if (!this.#readLabels(false)) return false;
    this.seriesEnd = this.lexer.at;
    return true;
  }

  #readLabels(isExemplar: boolean): boolean {
    return this.dialect.hasQuotedNames ? this.#readNamesOrLabels(isExemplar) : this.#readPlainLabels(isExemplar);
  }

  #readNamesOrLabels(isExemplar: boolean): boolean {
    let token = this.nextToken();
    while (token !== "BCLOSE") {
      if (token !== "LNAME" && token !== "QSTRING") return this.#refuseLabel("expected label name", token);
      const read = this.readNameOrLabel(isExemplar);
      if (read === null) return false;
      token = read.token;
      if (read.kind === "metric" || token === "BCLOSE") continue;
      if (token !== "COMMA") return this.#refuseLabel("expected comma or brace close", token);
      token = this.nextToken();
    }
    return true;
  }

  /** Before names could be quoted: exactly one comma between two labels. */
  #readPlainLabels(isExemplar: boolean): boolean {
    let token = this.nextToken();
    for (let isFirst = true; token !== "BCLOSE"; isFirst = false) {
      if (!this.#isPlainLabel(token, isFirst)) return false;
      const read = this.readNameOrLabel(isExemplar);
      if (read === null) return false;
      token = read.token;
    }
    return true;
  }

  #isPlainLabel(token: Token, isFirst: boolean): boolean {
    if (isFirst) return token === "LNAME" || this.#refuseLabel("expected label name or left brace", token);
    if (token === "LNAME") return this.#refuseLabel("expected comma", token);
    if (token !== "COMMA") return this.#refuseLabel("expected comma or left brace", token);
    const name = this.nextToken();
    return name === "LNAME" || this.#refuseLabel("expected label name", name);
  }

  #refuseLabel(expected: string, token: Token): false {
    const code = expected.startsWith("expected comma") ? "exposition/comma" : "exposition/label-name";
    this.unexpected(expected, token, { code });
    return false;
  }

  #readRest(token: Token): Entry {
    if (this.name === null) {
      const line = quoteText(this.lexer.text.slice(this.lineStart, this.lexer.at));
      return this.refuse(`metric name not set while parsing: ${line}`, { code: "exposition/name-missing" });
    }
    if (!this.#takeValue(token, "metric", (value) => (this.value = value))) return "refused";
    this.timestampMs = null;
    const after = this.nextToken();
    switch (after) {
      case "EOF":
        return this.refuse(NO_EOF, { code: "exposition/no-eof" });
      case "LINEBREAK":
        return this.takeSample();
      case "COMMENT":
        return this.#readExemplar();
      case "TIMESTAMP":
        return this.#readTimestamp();
      default:
        if (!this.dialect.checksAfterValue) return this.takeSample();
        return this.unexpected("expected timestamp or # symbol", after, { code: "exposition/after-value" });
    }
  }

  #readTimestamp(): Entry {
    const milliseconds = this.#takeTimestamp("timestamp");
    if (milliseconds === null) return "refused";
    this.timestampMs = milliseconds;
    const token = this.nextToken();
    if (token === "LINEBREAK") return this.takeSample();
    if (token === "COMMENT") return this.#readExemplar();
    return this.unexpected("expected next entry after timestamp", token, { code: "exposition/line-end" });
  }

  /** Read for its mistakes only: exemplars are no series. */
  #readExemplar(): Entry {
    const name = this.name ?? "";
    if (this.dialect.limitsExemplars && !/_(?:total|bucket)$/.test(name)) {
      const details = { code: "exposition/exemplar-name", parameters: { name: name.slice(0, 80) } };
      return this.refuse(`metric name ${name} does not support exemplars`, details);
    }
    if (!this.#readLabels(true)) return "refused";
    if (!this.#takeValue(this.nextToken(), "exemplar labels", () => undefined)) return "refused";
    const token = this.nextToken();
    if (token === "EOF") return this.refuse(NO_EOF, { code: "exposition/no-eof" });
    if (token === "LINEBREAK") return this.takeSample();
    if (token !== "TIMESTAMP") {
      return this.unexpected("expected timestamp or comment", token, { code: "exposition/after-value" });
    }
    if (this.#takeTimestamp("exemplar timestamp") === null) return "refused";
    const end = this.nextToken();
    return end === "LINEBREAK"
      ? this.takeSample()
      : this.unexpected("expected next entry after exemplar timestamp", end, { code: "exposition/line-end" });
  }

  #takeValue(token: Token, after: string, take: (value: number) => void): boolean {
    if (token !== "VALUE") {
      this.unexpected(`expected value after ${after}`, token, { code: "exposition/value-missing" });
      return false;
    }
    const value = this.readValue(this.tokenText().slice(1));
    if (value === null) return false;
    take(value);
    return true;
  }

  /** Seconds, which may be broken. */
  #takeTimestamp(what: "timestamp" | "exemplar timestamp"): number | null {
    const text = this.tokenText().slice(1);
    const details = { code: "exposition/timestamp", parameters: { timestamp: text.slice(0, 80) } };
    const seconds = parseGoFloat(text);
    if ("refusal" in seconds) {
      this.refuseText(seconds.refusal, details);
      return null;
    }
    if (Number.isFinite(seconds.value)) return Math.trunc(seconds.value * 1000);
    this.refuse(this.dialect.quotesText ? `invalid ${what} ${infinite(seconds.value)}` : `invalid ${what}`, details);
    return null;
  }
}

/** As Go prints it. */
function infinite(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
