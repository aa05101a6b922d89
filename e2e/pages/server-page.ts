import { expect, type Page } from "@playwright/test";
import { labelledField } from "./labelled-field";

type ServerFields = { name: string; url: string; directory: string; clusters: readonly string[] };

/** Registers a Prometheus server in the browser and ends on its page. */
export async function registerServer(page: Page, { name, url, directory, clusters }: ServerFields): Promise<void> {
  await page.goto("/servers/new");
  await labelledField(page, "Name").fill(name);
  await labelledField(page, "URL").fill(url);
  await labelledField(page, "Config directory").fill(directory);
  const choice = page.getByRole("combobox", { name: "Clusters it watches" });
  for (const cluster of clusters) {
    await choice.fill(cluster);
    await page.getByRole("option", { name: cluster, exact: true }).click();
  }
  await page.keyboard.press("Escape");
  // What the folder holds already is the user's own: it becomes the base config.
  await page.getByRole("button", { name: "Read base config from this directory" }).click();
  await expect(page.getByText(/^Read \d+ lines? from /)).toBeVisible();
  await page.getByRole("button", { name: /^(Save|Register server)$/ }).click();
  await expect(page.getByText(`Server ${name} is registered.`)).toBeVisible();
}

/** Presses Deploy on the plan of the server whose page is open and ends on the deployment's page. */
export async function deploy(page: Page, reason: string): Promise<void> {
  await page.getByRole("tab", { name: "Plan & deploy" }).click();
  await confirmPlan(page);
  await labelledField(page, "Reason").fill(reason);
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(page).toHaveURL(/\/deployments\//);
}

/** Ticks and types all that the open plan asks for, once it is there. */
export async function confirmPlan(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Deploy|Roll back|Ask for approval)$/ }).waitFor();
  await expect(page.getByText("The clusters are being asked what happens to their targets")).toHaveCount(0, { timeout: 60_000 });
  const findings = page.getByRole("region", { name: /to see before you deploy$/ });
  for (const box of await findings.getByRole("checkbox").all()) await box.check();
  for (const field of await page.getByLabel(/^Type [\d,]+ to confirm$/).all()) {
    const label = (await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent)) ?? "";
    await field.fill(label.replaceAll(/\D/g, ""));
  }
}
