import type { ExpositionDialect } from "./dialect";
import { type Entry, ExpositionParser } from "./exposition-parser";
import { parseGoInt } from "./go-number";
import { unescapeHelp } from "./label-pairs";
import { PrometheusLexer } from "./prometheus-lexer";
import { hasStrayByte, quoteText } from "./quote-text";
import type { Token } from "./token";

const TYPES = new Set(["counter", "gauge", "histogram", "summary", "untyped"]);

/**
 * Prometheus's own text format, 0.0.4 and 1.0.0.
 * @see https://github.com/prometheus/prometheus/blob/main/model/textparse/promparse.go
 */
export class PrometheusTextParser extends ExpositionParser {
  protected readonly lexer: PrometheusLexer;

  constructor(text: string, dialect: ExpositionDialect) {
    super(dialect);
    this.lexer = new PrometheusLexer(text, dialect);
  }

  next(): Entry {
    for (;;) {
      this.startLine();
      const token = this.nextToken();
      if (token !== "LINEBREAK") return this.#readLine(token);
    }
  }

  protected nextToken(): Token {
    let token = this.lexer.lex();
    while (token === "WHITESPACE") token = this.lexer.lex();
    return token;
  }

  #readLine(token: Token): Entry {
    switch (token) {
      case "EOF":
        return "end";
      case "HELP":
      case "TYPE":
        return this.#readMeta(token);
      case "COMMENT":
        return this.#endMeta("comment");
      case "BOPEN":
        return this.#readLabels() ? this.#readSuffix(this.nextToken()) : "refused";
      case "MNAME":
        return this.#readSeries();
      default:
        if (!this.dialect.quotesText) return this.refuse(`"${token}" is not a valid start token`, { code: "exposition/start" });
        return this.unexpected("expected a valid start token", token, { code: "exposition/start" });
    }
  }

  #readMeta(word: "HELP" | "TYPE"): Entry {
    const nameToken = this.nextToken();
    if (nameToken !== "MNAME") {
      return this.unexpected(`expected metric name after ${word}`, nameToken, {
        code: "exposition/metadata-name",
        parameters: { word },
      });
    }
    const name = this.tokenText().replace(/^"(.*)"$/s, "$1");
    const textToken = this.nextToken();
    if (textToken !== "TEXT") {
      const got = this.dialect.namesMissingText ? `, got ${textToken}` : "";
      return this.refuse(`expected text in ${word}${got}`, { code: "exposition/metadata-text", parameters: { word } });
    }
    const text = this.tokenText().slice(1);
    if (word === "TYPE" && !TYPES.has(text)) {
      const parameters = { type: text.slice(0, 80) };
      return this.refuse(`invalid metric type ${quoteText(text)}`, { code: "exposition/type", parameters });
    }
    if (word === "HELP" && hasStrayByte(text)) return this.refuseHelp(text);
    if (word === "TYPE") this.type = text;
    this.tellMeta(word === "TYPE" ? "type" : "help", name, word === "TYPE" ? text : unescapeHelp(text));
    return this.#endMeta("metadata");
  }

  #endMeta(what: "metadata" | "comment"): Entry {
    const token = this.nextToken();
    return token === "LINEBREAK"
      ? "meta"
      : this.unexpected(`linebreak expected after ${what}`, token, { code: "exposition/line-end" });
  }

  #readSeries(): Entry {
    // Blanks before the name are part of it: Prometheus counts from the beginning of the line.
    this.name = this.lexer.text.slice(this.lineStart, this.lexer.at);
    this.seriesEnd = this.lexer.at;
    const token = this.nextToken();
    if (token !== "BOPEN") return this.#readSuffix(token);
    return this.#readLabels() ? this.#readSuffix(this.nextToken()) : "refused";
  }

  #readLabels(): boolean {
    let token = this.nextToken();
    while (token !== "BCLOSE") {
      if (token !== "LNAME" && token !== "QSTRING") {
        this.unexpected("expected label name", token, { code: "exposition/label-name" });
        return false;
      }
      const read = this.readNameOrLabel(false);
      if (read === null) return false;
      // The comma behind a label may be missing.
      token = read.kind === "label" && read.token === "COMMA" ? this.nextToken() : read.token;
    }
    this.seriesEnd = this.lexer.at;
    return true;
  }

  #readSuffix(token: Token): Entry {
    if (this.name === null) {
      const line = quoteText(this.lexer.text.slice(this.lineStart, this.lexer.at));
      return this.refuse(`metric name not set while parsing: ${line}`, { code: "exposition/name-missing" });
    }
    if (token !== "VALUE") {
      return this.unexpected("expected value after metric", token, { code: "exposition/value-missing" });
    }
    const value = this.readValue(this.tokenText());
    if (value === null) return "refused";
    this.value = value;
    return this.#readTimestamp();
  }

  #readTimestamp(): Entry {
    this.timestampMs = null;
    const token = this.nextToken();
    if (token === "LINEBREAK") return this.takeSample();
    if (token !== "TIMESTAMP") {
      return this.unexpected("expected timestamp or new record", token, { code: "exposition/after-value" });
    }
    const digits = this.tokenText();
    const timestamp = parseGoInt(digits);
    if ("refusal" in timestamp) {
      return this.refuseText(timestamp.refusal, { code: "exposition/timestamp", parameters: { timestamp: digits.slice(0, 80) } });
    }
    this.timestampMs = timestamp.value;
    const end = this.nextToken();
    return end === "LINEBREAK"
      ? this.takeSample()
      : this.unexpected("expected next entry after timestamp", end, { code: "exposition/line-end" });
  }
}
