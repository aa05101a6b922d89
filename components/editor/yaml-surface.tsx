"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { Problem, TextRange } from "@/lib/result";
import { createEchoes, type Echoes } from "./echoes";
import { EDITOR_OPTIONS } from "./editor-options";
import type { LanguageService } from "./language-service";
import type { ChangedLines } from "./line-changes";
import { createDocument, type DocumentSchema, monaco } from "./monaco";
import { toProblemMarkers } from "./problem-markers";
import { serveDocument } from "./rules-language";
import { smallestEdit } from "./text-edit";
import { type EditorAction, useEditorActions } from "./use-editor-actions";
import { useMonacoEnvironment } from "./use-monaco-environment";
import { type SwitchableLines, useSwitchableLines } from "./use-switchable-lines";
import { widgetLayer } from "./widget-layer";
import styles from "./yaml-surface.module.css";

type CodeEditor = monaco.editor.IStandaloneCodeEditor;

export type YamlSurfaceProps = {
  value: string;
  /** Absent for a read-only text. */
  onChange?: ((text: string) => void) | undefined;
  problems?: readonly Problem[] | undefined;
  changedLines?: readonly ChangedLines[] | undefined;
  schema: DocumentSchema;
  isReadOnly: boolean;
  ariaLabel: string;
  /** What the page knows about a document of schema "served". */
  service?: LanguageService | undefined;
  switchable?: readonly SwitchableLines[] | undefined;
  /** Called with the place of the group among `switchable`. */
  onSwitch?: ((index: number) => void) | undefined;
  actions?: readonly EditorAction[] | undefined;
  place?: TextRange | null | undefined;
};

const NO_PROBLEMS: readonly Problem[] = [];
const NO_CHANGES: readonly ChangedLines[] = [];
const NO_LINES: readonly SwitchableLines[] = [];
const NO_ACTIONS: readonly EditorAction[] = [];

/** Monaco on one YAML document. Loaded on demand: use `YamlEditor` and `YamlPreview`. */
export function YamlSurface(props: YamlSurfaceProps) {
  const { value, problems = NO_PROBLEMS, changedLines = NO_CHANGES } = props;
  useMonacoEnvironment();
  const host = useRef<HTMLDivElement>(null);
  const [echoes] = useState(createEchoes);
  const editor = useCodeEditor(host, props, echoes);
  useShownText(editor, value, echoes);
  useMarkers(editor, problems);
  useChangeMarks(editor, changedLines);
  useService(editor, props.service);
  useSwitchableLines(editor, props.switchable ?? NO_LINES, props.onSwitch);
  useEditorActions(editor, props.actions ?? NO_ACTIONS);
  useShownPlace(editor, props.place ?? null);
  return <div ref={host} className={styles.surface} />;
}

function useCodeEditor(host: React.RefObject<HTMLDivElement | null>, props: YamlSurfaceProps, echoes: Echoes) {
  const { schema, isReadOnly, ariaLabel } = props;
  const hasSwitches = props.onSwitch !== undefined;
  const editorRef = useRef<CodeEditor | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useLayoutEffect(() => {
    if (host.current === null) return;
    const document = createDocument(latest.current.value, schema);
    const editor = monaco.editor.create(host.current, {
      ...EDITOR_OPTIONS,
      model: document,
      overflowWidgetsDomNode: widgetLayer(),
    });
    editorRef.current = editor;
    const subscription = document.onDidChangeContent(() => {
      if (echoes.isShowing) return;
      const text = document.getValue();
      echoes.expect(text);
      latest.current.onChange?.(text);
    });
    return () => {
      editorRef.current = null;
      subscription.dispose();
      editor.dispose();
      document.dispose();
    };
  }, [host, schema, echoes]);

  useLayoutEffect(() => {
    editorRef.current?.updateOptions({ readOnly: isReadOnly, domReadOnly: isReadOnly, ariaLabel, glyphMargin: hasSwitches });
  }, [isReadOnly, ariaLabel, hasSwitches]);

  return editorRef;
}

/** Shows a new text with the smallest edit: cursor, scroll position and undo history survive. */
function useShownText(editorRef: React.RefObject<CodeEditor | null>, value: string, echoes: Echoes): void {
  useEffect(() => {
    const document = editorRef.current?.getModel();
    // What was typed comes back a moment later; by then more may have been typed.
    if (!document || echoes.takes(value)) return;
    const edit = smallestEdit(document.getValue(), value);
    if (edit === null) return;
    const range = monaco.Range.fromPositions(document.getPositionAt(edit.start), document.getPositionAt(edit.end));
    // What comes from outside is one step of the undo history, apart from what is typed before and after.
    document.pushStackElement();
    echoes.show(() => document.pushEditOperations(null, [{ range, text: edit.text }], () => null));
    document.pushStackElement();
  }, [editorRef, value, echoes]);
}

function useService(editorRef: React.RefObject<CodeEditor | null>, service: LanguageService | undefined): void {
  useEffect(() => {
    const document = editorRef.current?.getModel();
    return document && service !== undefined ? serveDocument(document, service) : undefined;
  }, [editorRef, service]);
}

function useMarkers(editorRef: React.RefObject<CodeEditor | null>, problems: readonly Problem[]): void {
  const problemText = useProblemText();
  useEffect(() => {
    const document = editorRef.current?.getModel();
    if (document) monaco.editor.setModelMarkers(document, "promfleet", toProblemMarkers(problems, problemText));
  }, [editorRef, problems, problemText]);
}

/** Puts the cursor at a place that somebody asked for after the editor was there. */
function useShownPlace(editorRef: React.RefObject<CodeEditor | null>, place: TextRange | null): void {
  const shown = useRef(place);
  useEffect(() => {
    const editor = editorRef.current;
    if (editor === null || place === null || shown.current === place) return;
    shown.current = place;
    const range = new monaco.Range(place.line, place.column, place.endLine, place.endColumn);
    editor.setSelection(range);
    editor.revealRangeInCenterIfOutsideViewport(range);
    editor.focus();
  }, [editorRef, place]);
}

const MARK_CLASS: Record<ChangedLines["kind"], { line: string; gutter: string }> = {
  added: { line: "promfleet-line-added", gutter: "promfleet-gutter-added" },
  changed: { line: "promfleet-line-changed", gutter: "promfleet-gutter-changed" },
};

function useChangeMarks(editorRef: React.RefObject<CodeEditor | null>, changedLines: readonly ChangedLines[]): void {
  const t = useTranslations("editor");
  useEffect(() => {
    const marks = editorRef.current?.createDecorationsCollection(
      changedLines.map(({ firstLine, lastLine, kind }) => ({
        range: new monaco.Range(firstLine, 1, lastLine, 1),
        options: {
          isWholeLine: true,
          className: MARK_CLASS[kind].line,
          linesDecorationsClassName: MARK_CLASS[kind].gutter,
          linesDecorationsTooltip: t(kind === "added" ? "lineAdded" : "lineChanged"),
        },
      })),
    );
    return () => marks?.clear();
  }, [editorRef, changedLines, t]);
}
