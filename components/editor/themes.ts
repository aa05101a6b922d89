import type { editor } from "monaco-editor/editor.js";

type Theme = editor.IStandaloneThemeData;

/** Names under which Monaco knows our themes; the key is Mantine's computed colour scheme. */
export const THEME_NAMES = { light: "promfleet-light", dark: "promfleet-dark" } as const;

/** Every foreground has a contrast of at least 4.5:1 on its background (WCAG 2.2 AA); a test computes it. */
export const THEMES: Record<keyof typeof THEME_NAMES, Theme> = {
  light: {
    base: "vs",
    inherit: true,
    rules: [
      { token: "", foreground: "1f2328" },
      { token: "type.yaml", foreground: "0b5394" },
      { token: "string.yaml", foreground: "1a5c2b" },
      { token: "number.yaml", foreground: "8a3b00" },
      { token: "keyword.yaml", foreground: "7a1f7a" },
      { token: "comment.yaml", foreground: "545b62", fontStyle: "italic" },
      { token: "operators.yaml", foreground: "4a5056" },
      { token: "tag.yaml", foreground: "7a1f7a" },
      { token: "namespace.yaml", foreground: "7a1f7a" },
    ],
    colors: {
      "editor.background": "#ffffff",
      "editor.foreground": "#1f2328",
      "editorLineNumber.foreground": "#626a72",
      "editorLineNumber.dimmedForeground": "#626a72",
      "editorLineNumber.activeForeground": "#1f2328",
      "editor.lineHighlightBackground": "#f3f5f7",
      "editor.lineHighlightBorder": "#00000000",
      "editorGutter.background": "#ffffff",
      "editorIndentGuide.background1": "#e3e6e9",
      "diffEditor.insertedTextBackground": "#1f883d22",
      "diffEditor.insertedLineBackground": "#1f883d18",
      "diffEditor.removedTextBackground": "#cf222e22",
      "diffEditor.removedLineBackground": "#cf222e14",
    },
  },
  dark: {
    base: "vs-dark",
    inherit: true,
    rules: [
      { token: "", foreground: "d5d9de" },
      { token: "type.yaml", foreground: "7fc1ff" },
      { token: "string.yaml", foreground: "9bd8a5" },
      { token: "number.yaml", foreground: "f2b37c" },
      { token: "keyword.yaml", foreground: "d8a7f0" },
      { token: "comment.yaml", foreground: "a6afb9", fontStyle: "italic" },
      { token: "operators.yaml", foreground: "b6bec6" },
      { token: "tag.yaml", foreground: "d8a7f0" },
      { token: "namespace.yaml", foreground: "d8a7f0" },
    ],
    colors: {
      "editor.background": "#141a21",
      "editor.foreground": "#d5d9de",
      "editorLineNumber.foreground": "#8b949e",
      "editorLineNumber.dimmedForeground": "#8b949e",
      "editorLineNumber.activeForeground": "#d5d9de",
      "editor.lineHighlightBackground": "#1c242d",
      "editor.lineHighlightBorder": "#00000000",
      "editorGutter.background": "#141a21",
      "editorIndentGuide.background1": "#33383d",
      "diffEditor.insertedTextBackground": "#2ea04333",
      "diffEditor.insertedLineBackground": "#2ea04322",
      "diffEditor.removedTextBackground": "#f8514933",
      "diffEditor.removedLineBackground": "#f851491f",
    },
  },
};
