import { expect, type Page } from "@playwright/test";

/** Changes the colour scheme of an open page, and waits until all of it, the editors too, has changed. */
export async function showScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
  // Monaco is told its colours after the page has them.
  await expect(page.locator(colorScheme === "light" ? ".monaco-editor.vs-dark" : ".monaco-editor.vs")).toHaveCount(0);
}
