import { expect, type Page } from "@playwright/test";

/** Chooses the other language where it is offered on every page. */
export async function switchToChinese(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitem", { name: "简体中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
}

export async function switchToEnglish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "语言" }).click();
  await page.getByRole("menuitem", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
}
