"use client";

import { VisuallyHidden } from "@mantine/core";
import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useId } from "react";
import { useTranslations } from "use-intl";
import type { Problem, TextRange } from "@/lib/result";
import type { LanguageService } from "./language-service";
import type { ChangedLines } from "./line-changes";
import { loadDiffSurface, loadYamlSurface } from "./load-surface";
import type { DocumentSchema } from "./monaco";
import type { EditorAction } from "./use-editor-actions";
import type { SwitchableLines } from "./use-switchable-lines";
import styles from "./yaml-editor.module.css";

export type { ChangedLines } from "./line-changes";
export type { EditorAction } from "./use-editor-actions";
export type { SwitchableLines } from "./use-switchable-lines";

/** Lets the loading state show the text itself: `dynamic` hands its placeholder no properties. */
const LoadingText = createContext("");

const YamlSurface = dynamic(loadYamlSurface, {
  ssr: false,
  loading: EditorLoading,
});

const DiffSurface = dynamic(loadDiffSurface, {
  ssr: false,
  loading: EditorLoading,
});

function EditorLoading() {
  const t = useTranslations("editor");
  return (
    <div className={styles.loading} aria-busy="true">
      <VisuallyHidden role="status">{t("loading")}</VisuallyHidden>
      <pre aria-hidden="true">{useContext(LoadingText)}</pre>
    </div>
  );
}

type FrameProps = { text: string; ariaLabel: string; height: number | string; hint?: string; children: ReactNode };

function EditorFrame({ text, ariaLabel, height, hint, children }: FrameProps) {
  const hintId = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form group and brings its own borders
    <div role="group" aria-label={ariaLabel} aria-describedby={hint === undefined ? undefined : hintId} className={styles.frame}>
      <div className={styles.editor} style={{ height }}>
        <LoadingText value={text}>{children}</LoadingText>
      </div>
      {hint === undefined ? null : (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

const HEIGHT_DEFAULT = 420;

type YamlEditorProps = {
  value: string;
  onChange: (text: string) => void;
  /** Those with a range are drawn at their line; the caller lists the others. */
  problems?: readonly Problem[];
  schema: DocumentSchema;
  changedLines?: readonly ChangedLines[];
  readOnly?: boolean;
  height?: number | string;
  ariaLabel: string;
  /** What the page knows about a document of schema "served": completion, hover texts, fixes. */
  service?: LanguageService;
  /** Groups of lines with a switch beside them. */
  switchable?: readonly SwitchableLines[];
  onSwitch?: (index: number) => void;
  actions?: readonly EditorAction[];
  /** A place to show and to put the cursor at; another object is another wish. */
  place?: TextRange | null | undefined;
  /** Said below the editor instead of the hint about Tab. */
  hint?: string;
};

/** YAML with completion, hover texts and errors at the line. Tab indents; Ctrl+M gives Tab back to the page. */
export function YamlEditor({ height = HEIGHT_DEFAULT, readOnly = false, hint, ...props }: YamlEditorProps) {
  const t = useTranslations("editor");
  return (
    <EditorFrame text={props.value} ariaLabel={props.ariaLabel} height={height} hint={hint ?? t("tabHint")}>
      <YamlSurface {...props} isReadOnly={readOnly} />
    </EditorFrame>
  );
}

type YamlPreviewProps = {
  value: string;
  changedLines?: readonly ChangedLines[];
  problems?: readonly Problem[];
  height?: number | string;
  ariaLabel: string;
};

/** A config to look at; Tab passes through. */
export function YamlPreview({ height = HEIGHT_DEFAULT, ...props }: YamlPreviewProps) {
  return (
    <EditorFrame text={props.value} ariaLabel={props.ariaLabel} height={height}>
      <YamlSurface {...props} schema="none" isReadOnly />
    </EditorFrame>
  );
}

type YamlDiffProps = { before: string; after: string; ariaLabel: string; sideBySide?: boolean; height?: number | string };

/** Two texts compared, read-only. */
export function YamlDiff({ height = HEIGHT_DEFAULT, sideBySide = true, ...props }: YamlDiffProps) {
  return (
    <EditorFrame text={props.after} ariaLabel={props.ariaLabel} height={height}>
      <DiffSurface {...props} isSideBySide={sideBySide} />
    </EditorFrame>
  );
}
