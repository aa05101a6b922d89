/** Replace `[start, end)` of the old text by `text`; offsets in UTF-16 code units. */
export type TextEdit = { start: number; end: number; text: string };

/**
 * The one smallest stretch that turns `before` into `after`: what lies around it is untouched, so the cursor,
 * the scroll position and the undo history of an editor survive a new value.
 *
 * @returns null when nothing differs
 */
export function smallestEdit(before: string, after: string): TextEdit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before[prefix] === after[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) suffix++;
  return { start: prefix, end: before.length - suffix, text: after.slice(prefix, after.length - suffix) };
}
