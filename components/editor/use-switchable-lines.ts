import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { monaco } from "./monaco";

type CodeEditor = monaco.editor.IStandaloneCodeEditor;

/** Lines that belong together and can be switched off, as a rule can. */
export type SwitchableLines = {
  /** 1-based and inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly isOff: boolean;
  /** What the sign beside the first line says when pointed at. */
  readonly tooltip: string;
  /** Shown behind the first line; not part of the text. */
  readonly note: string;
};

/** Draws a switch beside each group of lines and dims those that are off. */
export function useSwitchableLines(
  editorRef: RefObject<CodeEditor | null>,
  groups: readonly SwitchableLines[],
  onSwitch: ((index: number) => void) | undefined,
): void {
  const latest = useRef({ groups, onSwitch });
  useLayoutEffect(() => {
    latest.current = { groups, onSwitch };
  });

  useEffect(() => {
    const marks = editorRef.current?.createDecorationsCollection(groups.flatMap(toDecorations));
    return () => marks?.clear();
  }, [editorRef, groups]);

  useEffect(() => {
    const editor = editorRef.current;
    if (editor === null || onSwitch === undefined) return;
    const subscription = editor.onMouseDown(({ target, event }) => {
      if (target.type !== monaco.editor.MouseTargetType.GUTTER_GLYPH_MARGIN || !event.leftButton) return;
      const index = latest.current.groups.findIndex(({ firstLine }) => firstLine === target.position.lineNumber);
      if (index !== -1) latest.current.onSwitch?.(index);
    });
    return () => subscription.dispose();
  }, [editorRef, onSwitch]);
}

function toDecorations({ firstLine, lastLine, isOff, tooltip, note }: SwitchableLines): monaco.editor.IModelDeltaDecoration[] {
  const state = isOff ? "off" : "on";
  const sign: monaco.editor.IModelDeltaDecoration = {
    range: new monaco.Range(firstLine, 1, firstLine, Number.MAX_SAFE_INTEGER),
    options: {
      glyphMarginClassName: `promfleet-switch-${state}`,
      glyphMarginHoverMessage: { value: tooltip },
      ...(note === "" ? {} : { after: { content: `  ${note}`, inlineClassName: "promfleet-line-note" } }),
      showIfCollapsed: true,
    },
  };
  if (!isOff) return [sign];
  return [
    sign,
    {
      range: new monaco.Range(firstLine, 1, lastLine, Number.MAX_SAFE_INTEGER),
      options: { inlineClassName: "promfleet-text-off", className: "promfleet-line-off", isWholeLine: true },
    },
  ];
}
