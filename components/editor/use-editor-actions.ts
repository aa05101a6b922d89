import { type RefObject, useEffect } from "react";
import { monaco } from "./monaco";

/** A command of the page in the editor: by key, in the context menu and in the command palette (F1). */
export type EditorAction = {
  readonly id: string;
  readonly label: string;
  readonly key?: "F9";
  readonly run: (line: number) => void;
};

export function useEditorActions(
  editorRef: RefObject<monaco.editor.IStandaloneCodeEditor | null>,
  actions: readonly EditorAction[],
): void {
  useEffect(() => {
    const added = actions.map(({ id, label, key, run }) =>
      editorRef.current?.addAction({
        id,
        label,
        keybindings: key === undefined ? [] : [monaco.KeyCode[key]],
        contextMenuGroupId: "1_modification",
        run: (editor) => run(editor.getPosition()?.lineNumber ?? 1),
      }),
    );
    return () => {
      for (const action of added) action?.dispose();
    };
  }, [editorRef, actions]);
}
