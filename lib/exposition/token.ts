/** Pieces of a scrape, by the names that Prometheus's messages give them. */
export type Token =
  | "INVALID"
  | "EOF"
  | "LINEBREAK"
  | "WHITESPACE"
  | "HELP"
  | "TYPE"
  | "UNIT"
  | "EOFWORD"
  | "TEXT"
  | "COMMENT"
  | "MNAME"
  | "QSTRING"
  | "BOPEN"
  | "BCLOSE"
  | "LNAME"
  | "LVALUE"
  | "EQUAL"
  | "COMMA"
  | "TIMESTAMP"
  | "VALUE";

/** Cuts a text into tokens; one per format, both with the same memory of where they are. */
export type Lexer = {
  readonly text: string;
  /** Where the token begins that was read last. */
  readonly start: number;
  /** Where the next one begins; behind an INVALID, the character that fits nothing. */
  readonly at: number;
  readonly lex: () => Token;
};
