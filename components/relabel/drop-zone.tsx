"use client";

import { IconFileUpload } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import styles from "./drop-zone.module.css";

type DropZoneProps = {
  onFile: (file: File) => void;
  /** What it is, and what dropping does; targets when absent. */
  words?: { readonly zone: string; readonly drop: string };
  children: ReactNode;
};

/** Takes a file that is dropped anywhere on it; people without a mouse have a button elsewhere. */
export function DropZone({ onFile, words, children }: DropZoneProps) {
  const t = useTranslations("relabel.source");
  const depth = useRef(0);
  const [isOver, setIsOver] = useState(false);
  const enter = (by: number) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    // Every element inside tells when it is entered and left.
    depth.current = Math.max(depth.current + by, 0);
    setIsOver(depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    depth.current = 0;
    setIsOver(false);
    if (file === undefined) return;
    event.preventDefault();
    onFile(file);
  };
  return (
    <section
      className={styles.zone}
      aria-label={words?.zone ?? t("zone")}
      onDragEnter={enter(1)}
      onDragLeave={enter(-1)}
      onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDropCapture={drop}
    >
      {children}
      {isOver && (
        <div className={styles.cover}>
          <IconFileUpload size={40} aria-hidden />
          {words?.drop ?? t("drop")}
        </div>
      )}
    </section>
  );
}
