"use client";

import { Box } from "@mantine/core";
import { type DragEvent, type ReactNode, useState } from "react";
import styles from "./import-zone.module.css";

/** Takes a file of tests that is dropped anywhere on the panel; the same is behind a button for the keyboard. */
export function ImportZone({ onImport, children }: { onImport: (text: string) => void; children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const hasFile = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    <Box
      className={styles.zone}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!hasFile(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file === undefined) return;
        event.preventDefault();
        void file.text().then(onImport);
      }}
    >
      {children}
    </Box>
  );
}
