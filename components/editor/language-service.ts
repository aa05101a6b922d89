import type { TextRange } from "@/lib/result";

/** 1-based, as editors count. */
export type TextPosition = { readonly line: number; readonly column: number };

/** A text by its lines, without a copy of it. */
export type TextLines = { readonly count: number; readonly line: (number: number) => string };

export type Suggestion = {
  readonly label: string;
  readonly kind: "action" | "field" | "label" | "value" | "rule";
  /** What is written into `range`; with `$1` where the cursor goes when `isSnippet`. */
  readonly text: string;
  readonly isSnippet?: boolean;
  readonly range: TextRange;
  /** One line beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** What is typed to find it, when that is not the label. */
  readonly filter?: string;
  /** Shows the next suggestions when this one was taken. */
  readonly continues?: boolean;
};

/** With as many as this there are more: they are asked for again while the word is typed. */
export const SUGGESTIONS_MAX = 300;

export type HoverText = {
  readonly range: TextRange;
  /** Markdown, one paragraph each. */
  readonly paragraphs: readonly string[];
};

export type QuickFix = {
  readonly title: string;
  /** Where it is offered. */
  readonly place: TextRange;
  readonly edits: readonly { readonly range: TextRange; readonly text: string }[];
  readonly isPreferred?: boolean;
};

/** What an editor knows about its text. Called while people type: every answer is cheap, none waits. */
export type LanguageService = {
  readonly complete: (lines: TextLines, position: TextPosition) => readonly Suggestion[];
  readonly hover: (lines: TextLines, position: TextPosition) => HoverText | null;
  readonly fixes: (lines: TextLines) => readonly QuickFix[];
};

/** Sentences may hold what Markdown takes for signs. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!<>|~$&]/g, "\\$&");
}

/** A value as code, whatever backticks it holds. */
export function codeInMarkdown(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  const pad = fence === "``" ? " " : "";
  return `${fence}${pad}${text.replaceAll(/\s/g, " ")}${pad}${fence}`;
}
