"use client";

import { useEffect, useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { EDITOR_OPTIONS } from "./editor-options";
import { createDocument, monaco } from "./monaco";
import { useMonacoEnvironment } from "./use-monaco-environment";
import styles from "./yaml-surface.module.css";

type DiffSurfaceProps = { before: string; after: string; ariaLabel: string; isSideBySide: boolean };

/** Monaco's diff of two YAML documents. Loaded on demand: use `YamlDiff`. */
export function DiffSurface({ before, after, ariaLabel, isSideBySide }: DiffSurfaceProps) {
  useMonacoEnvironment();
  const t = useTranslations("editor");
  const host = useRef<HTMLDivElement>(null);
  const diff = useRef<monaco.editor.IStandaloneDiffEditor | null>(null);

  useLayoutEffect(() => {
    if (host.current === null) return;
    const original = createDocument("", "none");
    const modified = createDocument("", "none");
    diff.current = monaco.editor.createDiffEditor(host.current, {
      ...EDITOR_OPTIONS,
      readOnly: true,
      domReadOnly: true,
      originalEditable: false,
      renderIndicators: true,
      hideUnchangedRegions: { enabled: true, contextLineCount: 4 },
      renderGutterMenu: false,
    });
    diff.current.setModel({ original, modified });
    return () => {
      diff.current?.dispose();
      diff.current = null;
      original.dispose();
      modified.dispose();
    };
  }, []);

  useEffect(() => {
    const models = diff.current?.getModel();
    models?.original.setValue(before);
    models?.modified.setValue(after);
  }, [before, after]);

  useEffect(() => {
    const pair = diff.current;
    if (pair === null) return;
    pair.updateOptions({ renderSideBySide: isSideBySide });
    const names = [
      keepName(pair.getOriginalEditor(), t("diffBefore", { label: ariaLabel })),
      keepName(pair.getModifiedEditor(), t("diffAfter", { label: ariaLabel })),
    ];
    return () => {
      for (const name of names) name.dispose();
    };
  }, [isSideBySide, ariaLabel, t]);

  return <div ref={host} className={styles.surface} />;
}

/** Whenever the pair renews the options of its sides, as on a change of width, it takes their names away. */
function keepName(editor: monaco.editor.ICodeEditor, ariaLabel: string): monaco.IDisposable {
  const apply = () => {
    if (editor.getRawOptions().ariaLabel !== ariaLabel) editor.updateOptions({ ariaLabel });
  };
  apply();
  return editor.onDidChangeConfiguration(apply);
}
