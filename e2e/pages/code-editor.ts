import type { Locator, Page } from "@playwright/test";

/** Monaco comes in parts of its own; on a busy machine they take their time. */
const READY_MS_MAX = 60_000;

/** The lines of the first editor of a page. */
export function editorLines(page: Page): Locator {
  return page.locator(".monaco-editor .view-lines").first();
}

/** @returns the lines of the first editor, once it is there */
export async function readyEditor(page: Page): Promise<Locator> {
  const lines = editorLines(page);
  await lines.waitFor({ timeout: READY_MS_MAX });
  return lines;
}
