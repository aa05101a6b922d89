import type { editor } from "monaco-editor/editor.js";

/** What editor, preview and diff have in common. */
export const EDITOR_OPTIONS = {
  automaticLayout: true,
  fixedOverflowWidgets: true,
  minimap: { enabled: false },
  stickyScroll: { enabled: false },
  scrollBeyondLastLine: false,
  scrollbar: { alwaysConsumeMouseWheel: false },
  overviewRulerLanes: 2,
  folding: true,
  glyphMargin: false,
  lineDecorationsWidth: 22,
  lineNumbersMinChars: 3,
  fontSize: 13,
  lineHeight: 20,
  fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono CJK SC', monospace",
  tabSize: 2,
  insertSpaces: true,
  detectIndentation: false,
  autoIndent: "full",
  renderLineHighlight: "line",
  renderWhitespace: "none",
  bracketPairColorization: { enabled: false },
  occurrencesHighlight: "off",
  // Guesses from other words would stand among the completions of the schema.
  wordBasedSuggestions: "off",
  // Enter behind a word that is complete already starts the next line.
  acceptSuggestionOnEnter: "smart",
  quickSuggestions: { other: true, comments: false, strings: true },
  // Chinese punctuation is normal text here, not a trick.
  unicodeHighlight: { ambiguousCharacters: false },
  padding: { top: 8, bottom: 8 },
} as const satisfies editor.IStandaloneEditorConstructionOptions;
