import { expect, type Page } from "@playwright/test";
import type { Admin } from "@/e2e/support/promfleet-client";
import { labelledField } from "./labelled-field";

/** First visit: makes the first administrator and ends signed in. */
export async function setUpAsFirstVisitor(page: Page, url: string, token: string, admin: Admin): Promise<void> {
  await page.goto(url);
  await expect(page).toHaveURL(/\/setup$/);
  await labelledField(page, "Setup token").fill(token);
  await labelledField(page, "Name").fill(admin.name);
  await labelledField(page, "Email").fill(admin.email);
  await labelledField(page, "Password").fill(admin.password);
  await labelledField(page, "Password again").fill(admin.password);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page).not.toHaveURL(/\/setup$/);
}

export async function signIn(page: Page, admin: Admin): Promise<void> {
  await labelledField(page, "Email").fill(admin.email);
  await labelledField(page, "Password").fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
