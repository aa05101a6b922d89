"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { useTranslations } from "use-intl";
import type { ObjectName } from "@/lib/target-doctor/schema";
import { moveInList } from "./move-in-list";
import styles from "./object-list.module.css";

const ROW_HEIGHT_PX = 44;

type ObjectListProps = {
  objects: readonly ObjectName[];
  selected: ObjectName | null;
  onSelect: (object: ObjectName) => void;
};

/** A list of which only the visible rows exist; it has the focus, and arrow keys move the selection. */
export function ObjectList({ objects, selected, onSelect }: ObjectListProps) {
  const t = useTranslations("targetDoctor.find");
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: objects.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
  });
  const index = objects.findIndex((one) => isSame(one, selected));
  useEffect(() => {
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "auto" });
  }, [index, virtualizer]);
  const move = (event: KeyboardEvent) => {
    const next = objects[moveInList(event.key, index, objects.length) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next);
  };
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      role="listbox"
      aria-label={t("results")}
      tabIndex={0}
      aria-activedescendant={index < 0 ? undefined : `${id}-${index}`}
      onKeyDown={move}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {virtualizer.getVirtualItems().map(({ index: row, start }) => {
          const object = objects[row];
          if (object === undefined) return null;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which option is active
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
            <div
              key={`${object.namespace}/${object.name}`}
              id={`${id}-${row}`}
              role="option"
              aria-selected={row === index}
              aria-setsize={objects.length}
              aria-posinset={row + 1}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => onSelect(object)}
            >
              <span className={styles.name}>{object.name}</span>
              {object.namespace !== null && <span className={styles.namespace}>{object.namespace}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function isSame(a: ObjectName, b: ObjectName | null): boolean {
  return b !== null && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}
