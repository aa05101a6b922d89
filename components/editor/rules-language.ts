import * as monaco from "monaco-editor/editor.js";
import { conf, language } from "monaco-editor/languages/definitions/yaml/yaml.js";
import type { TextRange } from "@/lib/result";
import { type LanguageService, type QuickFix, SUGGESTIONS_MAX, type Suggestion, type TextLines } from "./language-service";

/**
 * YAML whose completion, hover texts and fixes come from the page that shows it. A language of its own: the YAML service
 * with its JSON Schema does not see it, so nothing is proposed or reported twice.
 */
export const RULES_LANGUAGE = "relabel-rules";

const services = new Map<string, LanguageService>();

/** Gives a document its service until the returned function is called. */
export function serveDocument(document: monaco.editor.ITextModel, service: LanguageService): () => void {
  const key = document.uri.toString();
  services.set(key, service);
  return () => {
    if (services.get(key) === service) services.delete(key);
  };
}

function serviceOf(document: monaco.editor.ITextModel): LanguageService | undefined {
  return services.get(document.uri.toString());
}

/** The next field of a rule stands below the one beside its dash. */
const FIELD_BESIDE_DASH: monaco.languages.OnEnterRule = {
  beforeText: /^\s*-\s+\w+:\s+\S.*$/,
  action: { indentAction: monaco.languages.IndentAction.Indent },
};

let isPrepared = false;

/** Tells Monaco about the language, once per page. */
export function prepareRulesLanguage(): void {
  if (isPrepared) return;
  isPrepared = true;
  monaco.languages.register({ id: RULES_LANGUAGE });
  monaco.languages.setLanguageConfiguration(RULES_LANGUAGE, {
    ...conf,
    onEnterRules: [FIELD_BESIDE_DASH, ...(conf.onEnterRules ?? [])],
  });
  monaco.languages.setMonarchTokensProvider(RULES_LANGUAGE, language);
  monaco.languages.registerCompletionItemProvider(RULES_LANGUAGE, {
    triggerCharacters: [" ", "[", ",", "_", "$", "'", '"'],
    provideCompletionItems: (document, { lineNumber, column }) => {
      const found = serviceOf(document)?.complete(linesOf(document), { line: lineNumber, column }) ?? [];
      return { suggestions: found.map(toCompletionItem), incomplete: found.length >= SUGGESTIONS_MAX };
    },
  });
  monaco.languages.registerHoverProvider(RULES_LANGUAGE, {
    provideHover: (document, { lineNumber, column }) => {
      const hover = serviceOf(document)?.hover(linesOf(document), { line: lineNumber, column }) ?? null;
      if (hover === null) return null;
      return { range: toMonacoRange(hover.range), contents: hover.paragraphs.map((value) => ({ value })) };
    },
  });
  monaco.languages.registerCodeActionProvider(
    RULES_LANGUAGE,
    {
      provideCodeActions: (document, range, { markers }) => ({
        actions: (serviceOf(document)?.fixes(linesOf(document)) ?? [])
          .filter(({ place }) => monaco.Range.areIntersectingOrTouching(toMonacoRange(place), range))
          .map((fix) => toCodeAction(document, fix, markers)),
        dispose: () => undefined,
      }),
    },
    { providedCodeActionKinds: ["quickfix"] },
  );
}

function linesOf(document: monaco.editor.ITextModel): TextLines {
  return { count: document.getLineCount(), line: (number) => document.getLineContent(number) };
}

function toMonacoRange({ line, column, endLine, endColumn }: TextRange): monaco.Range {
  return new monaco.Range(line, column, endLine, endColumn);
}

const KINDS: Record<Suggestion["kind"], monaco.languages.CompletionItemKind> = {
  action: monaco.languages.CompletionItemKind.EnumMember,
  field: monaco.languages.CompletionItemKind.Property,
  label: monaco.languages.CompletionItemKind.Variable,
  value: monaco.languages.CompletionItemKind.Value,
  rule: monaco.languages.CompletionItemKind.Snippet,
};

function toCompletionItem(suggestion: Suggestion, index: number): monaco.languages.CompletionItem {
  const { label, kind, text, isSnippet, range, detail, documentation, filter, continues } = suggestion;
  return {
    label: detail === undefined ? label : { label, description: detail },
    kind: KINDS[kind],
    insertText: text,
    range: toMonacoRange(range),
    // The service knows the best order; Monaco would sort by name.
    sortText: String(index).padStart(5, "0"),
    ...(isSnippet ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
    ...(documentation === undefined ? {} : { documentation: { value: documentation } }),
    ...(filter === undefined ? {} : { filterText: filter }),
    ...(continues ? { command: { id: "editor.action.triggerSuggest", title: "" } } : {}),
  };
}

function toCodeAction(
  document: monaco.editor.ITextModel,
  { title, place, edits, isPreferred }: QuickFix,
  markers: monaco.editor.IMarkerData[],
): monaco.languages.CodeAction {
  const range = toMonacoRange(place);
  return {
    title,
    kind: "quickfix",
    isPreferred: isPreferred ?? false,
    diagnostics: markers.filter((marker) => monaco.Range.areIntersectingOrTouching(marker, range)),
    edit: {
      edits: edits.map((edit) => ({
        resource: document.uri,
        versionId: document.getVersionId(),
        textEdit: { range: toMonacoRange(edit.range), text: edit.text },
      })),
    },
  };
}
