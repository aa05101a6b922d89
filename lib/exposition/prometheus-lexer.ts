import type { ExpositionDialect } from "./dialect";
import { BLANK, CODE, DIGIT, isIn, LABEL_REST, LABEL_START, LINE, METRIC_REST, METRIC_START, Scanner, WORD } from "./scanner";
import type { Lexer, Token } from "./token";

/**
 * Tokens of Prometheus's own text format.
 * @see https://github.com/prometheus/prometheus/blob/main/model/textparse/promlex.l
 */
export class PrometheusLexer extends Scanner implements Lexer {
  readonly #hasQuotedNames: boolean;

  constructor(text: string, { hasQuotedNames }: ExpositionDialect) {
    // A last line without its end is a line all the same.
    super(`${text}\n`);
    this.#hasQuotedNames = hasQuotedNames;
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
        return this.#lexLabelValue();
      case "value":
        return this.#lexValue();
      default:
        return this.#lexTimestamp();
    }
  }

  #lexLine(): Token {
    const { code } = this;
    if (isIn(METRIC_START, code)) {
      this.skip(METRIC_REST);
      return this.#enter("value", "MNAME");
    }
    if (code === CODE.newline) return this.#lineBreak();
    if (code === CODE.hash) return this.#lexHash();
    if (code === CODE.nul) {
      this.next();
      return "EOF";
    }
    if (code === CODE.open && this.#hasQuotedNames) return this.#single("labels", "BOPEN");
    return this.#blankOrInvalid();
  }

  #lexHash(): Token {
    if (!isIn(BLANK, this.next())) return this.#consumeComment();
    this.skip(BLANK);
    this.place = "comment";
    return this.#lexHere();
  }

  /** HELP and TYPE mean something, everything else is a comment. */
  #lexComment(): Token {
    if (isIn(BLANK, this.code)) return this.#blankOrInvalid();
    const isHelp = this.code === "H".charCodeAt(0);
    const isMeta = this.code === (isHelp ? "H" : "T").charCodeAt(0) && this.skipWord(isHelp ? "HELP" : "TYPE");
    if (!isMeta || !isIn(BLANK, this.code)) return this.#consumeComment();
    this.skip(BLANK);
    return this.#enter("metaName", isHelp ? "HELP" : "TYPE");
  }

  #consumeComment(): Token {
    for (let { code } = this; ; code = this.next()) {
      if (code === CODE.nul) return "EOF";
      if (code === CODE.newline) return this.#enter("init", "COMMENT");
    }
  }

  #lexMetaName(): Token {
    if (isIn(METRIC_START, this.code)) {
      this.skip(METRIC_REST);
      return this.#enter("metaText", "MNAME");
    }
    if (this.code === CODE.quote && this.#hasQuotedNames) return this.#quoted("metaText", "MNAME");
    return this.#blankOrInvalid();
  }

  #lexMetaText(): Token {
    if (isIn(BLANK, this.code) && !isIn(LINE, this.skip(BLANK))) return "WHITESPACE";
    if (isIn(LINE, this.code)) this.skip(LINE);
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
    if (code === CODE.quote && this.#hasQuotedNames) return this.#quoted("labels", "QSTRING");
    return this.#blankOrInvalid();
  }

  #lexLabelValue(): Token {
    return this.code === CODE.quote ? this.#quoted("labels", "LVALUE") : this.#blankOrInvalid();
  }

  #lexValue(): Token {
    if (this.code === CODE.open) return this.#single("labels", "BOPEN");
    if (!isIn(WORD, this.code)) return this.#blankOrInvalid();
    this.skip(WORD);
    return this.#enter("timestamp", "VALUE");
  }

  #lexTimestamp(): Token {
    if (this.code === CODE.newline) return this.#lineBreak();
    if (!isIn(DIGIT, this.code)) return this.#blankOrInvalid();
    this.skip(DIGIT);
    return "TIMESTAMP";
  }

  #lineBreak(): Token {
    this.next();
    return this.#enter("init", "LINEBREAK");
  }

  #single(place: Scanner["place"], token: Token): Token {
    this.next();
    return this.#enter(place, token);
  }

  #quoted(place: Scanner["place"], token: Token): Token {
    return this.skipQuoted(true) ? this.#enter(place, token) : "INVALID";
  }

  #blankOrInvalid(): Token {
    if (!isIn(BLANK, this.code)) return "INVALID";
    this.skip(BLANK);
    return "WHITESPACE";
  }

  #enter(place: Scanner["place"], token: Token): Token {
    this.place = place;
    return token;
  }
}
