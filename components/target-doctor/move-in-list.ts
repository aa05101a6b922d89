const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/**
 * Where a key moves the selection of a list to.
 *
 * @param index the selected row; -1 for none
 * @returns null when the key does not move
 */
export function moveInList(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const isEnter = key === "Enter" || key === " ";
  const by = STEPS[key];
  if (index < 0) return isEnter || by !== undefined ? 0 : null;
  return by === undefined ? null : Math.min(Math.max(index + by, 0), count - 1);
}
