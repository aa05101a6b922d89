import type { Locator, Page } from "@playwright/test";

/** The input with exactly this label, whether it is marked as required or not. */
export function labelledField(page: Page, label: string): Locator {
  const literal = label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return page.getByLabel(new RegExp(`^${literal}(\\s*\\*)?$`));
}
