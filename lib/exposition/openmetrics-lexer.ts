import type { ExpositionDialect } from "./dialect";
import { CODE, isIn, LABEL_REST, LABEL_START, LINE, METRIC_REST, METRIC_START, NOT_SPACE, Scanner } from "./scanner";
import type { Lexer, Token } from "./token";

const META_WORDS = ["HELP", "TYPE", "UNIT"] as const;

/**
 * Tokens of OpenMetrics 1.0, which allows no blank that it does not ask for.
 * @see https://github.com/prometheus/prometheus/blob/main/model/textparse/openmetricslex.l
 */
export class OpenMetricsLexer extends Scanner implements Lexer {
  readonly #dialect: ExpositionDialect;

  constructor(text: string, dialect: ExpositionDialect) {
    super(text);
    this.#dialect = dialect;
  }

  lex(): Token {
    if (this.at >= this.text.length) return "EOF";
    this.start = this.at;
    return this.#lexHere();
  }

  #lexHere(): Token {
    switch (this.place) {
      case "init":
        return this.#lexLine();
      case "comment":
        return this.#lexComment();
      case "metaName":
        return this.#lexMetaName();
      case "metaText":
        return this.#lexMetaText();
      case "labels":
        return this.#lexLabels();
      case "labelValue":
        return this.#quoted(false, "labels", "LVALUE");
      case "value":
        return this.code === CODE.open ? this.#single("labels", "BOPEN") : this.#spaced("timestamp", "VALUE");
      case "timestamp":
        return this.#lexTimestamp();
      case "exemplar":
        return this.#lexExemplar();
      case "exemplarValue":
        return this.code === CODE.quote ? this.#quoted(false, "exemplar", "LVALUE") : this.#spaced("exemplarTimestamp", "VALUE");
      case "exemplarTimestamp":
        return this.code === CODE.newline ? this.#single("init", "LINEBREAK") : this.#spaced("exemplarTimestamp", "TIMESTAMP");
    }
  }

  #lexLine(): Token {
    if (isIn(METRIC_START, this.code)) {
      this.skip(METRIC_REST);
      return this.#enter("value", "MNAME");
    }
    if (this.code === CODE.open && this.#dialect.hasQuotedNames) return this.#single("labels", "BOPEN");
    if (this.code !== CODE.hash || this.next() !== CODE.space) return "INVALID";
    this.next();
    this.place = "comment";
    return this.#lexHere();
  }

  /** There are no comments: only the four words. */
  #lexComment(): Token {
    const first = String.fromCharCode(this.code);
    if (first === "E") {
      if (!this.skipWord("EOF")) return "INVALID";
      if (this.code === CODE.newline) this.next();
      return this.#enter("init", "EOFWORD");
    }
    const word = META_WORDS.find((candidate) => candidate.startsWith(first));
    if (word === undefined || !this.skipWord(word) || this.code !== CODE.space) return "INVALID";
    return this.#single("metaName", word);
  }

  #lexMetaName(): Token {
    if (isIn(METRIC_START, this.code)) {
      this.skip(METRIC_REST);
      return this.#enter("metaText", "MNAME");
    }
    return this.#dialect.hasQuotedNames ? this.#quoted(true, "metaText", "MNAME") : "INVALID";
  }

  /** The text with the blank before it and the end of the line. */
  #lexMetaText(): Token {
    if (this.code !== CODE.space || this.skip(LINE) !== CODE.newline) return "INVALID";
    this.next();
    return this.#enter("init", "TEXT");
  }

  #lexLabels(): Token {
    const { code } = this;
    if (isIn(LABEL_START, code)) {
      this.skip(LABEL_REST);
      return "LNAME";
    }
    if (code === CODE.equals) return this.#single("labelValue", "EQUAL");
    if (code === CODE.comma) return this.#single("labels", "COMMA");
    if (code === CODE.close) return this.#single("value", "BCLOSE");
    return this.#dialect.hasQuotedNames ? this.#quoted(true, "labels", "QSTRING") : "INVALID";
  }

  #lexTimestamp(): Token {
    if (this.code === CODE.newline) return this.#single("init", "LINEBREAK");
    if (this.code !== CODE.space) return "INVALID";
    const first = this.next();
    if (!isIn(NOT_SPACE, first)) return "INVALID";
    const second = this.next();
    if (first === CODE.hash && second === CODE.space) {
      return this.next() === CODE.open ? this.#single("exemplar", "COMMENT") : "INVALID";
    }
    if (isIn(NOT_SPACE, second)) this.skip(NOT_SPACE);
    return "TIMESTAMP";
  }

  #lexExemplar(): Token {
    const { code } = this;
    if (isIn(LABEL_START, code)) {
      this.skip(LABEL_REST);
      return "LNAME";
    }
    if (code === CODE.equals) return this.#single("exemplarValue", "EQUAL");
    if (code === CODE.comma) return this.#single("exemplar", "COMMA");
    if (code === CODE.close) return this.#single("exemplarValue", "BCLOSE");
    return this.#dialect.hasQuotedExemplarNames ? this.#quoted(false, "exemplar", "QSTRING") : "INVALID";
  }

  /** One blank, then everything up to the next. */
  #spaced(place: Scanner["place"], token: Token): Token {
    if (this.code !== CODE.space || !isIn(NOT_SPACE, this.next())) return "INVALID";
    this.skip(NOT_SPACE);
    return this.#enter(place, token);
  }

  #single(place: Scanner["place"], token: Token): Token {
    this.next();
    return this.#enter(place, token);
  }

  #quoted(mayHoldNewline: boolean, place: Scanner["place"], token: Token): Token {
    if (this.code !== CODE.quote || !this.skipQuoted(mayHoldNewline)) return "INVALID";
    return this.#enter(place, token);
  }

  #enter(place: Scanner["place"], token: Token): Token {
    this.place = place;
    return token;
  }
}
