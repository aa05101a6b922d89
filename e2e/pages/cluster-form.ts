import { expect, type Page } from "@playwright/test";
import type { ApiServer } from "@/e2e/support/api-server/start-api-server";
import { labelledField } from "./labelled-field";

/** Titles of the built-in jobs as the form shows them. */
export const JOB_TITLES = {
  apiservers: "API servers",
  nodes: "Nodes (kubelet)",
  cadvisor: "cAdvisor",
  "service-endpoints": "Service endpoints",
  pods: "Pods",
  "services-probe": "Probed services",
  pushgateway: "Pushgateways",
  federation: "Federation",
  prometheus: "Prometheus itself",
} as const;

export type JobName = keyof typeof JOB_TITLES;

/** Fills the form of a new cluster as a person would. */
export async function fillCluster(page: Page, name: string, apiServer: ApiServer, jobs: readonly JobName[]): Promise<void> {
  await labelledField(page, "Name").fill(name);
  await labelledField(page, "API server").fill(apiServer.url);
  await labelledField(page, "CA certificate (PEM)").fill(apiServer.caPem);
  await labelledField(page, "Bearer token").fill(apiServer.token());
  for (const job of jobs) await page.getByRole("checkbox", { name: JOB_TITLES[job] }).check();
}

/** Registers a cluster in the browser and ends where the app goes after it. */
export async function registerCluster(page: Page, name: string, apiServer: ApiServer, jobs: readonly JobName[]): Promise<void> {
  await page.goto("/clusters/new");
  await fillCluster(page, name, apiServer, jobs);
  await page.getByRole("button", { name: "Check connection" }).click();
  await expect(page.getByText("Connected: Kubernetes v1.36.2")).toBeVisible();
  await page.getByRole("button", { name: "Register cluster" }).click();
  await expect(page.getByText(`Cluster ${name} is registered.`)).toBeVisible();
  await expect(page).toHaveURL(/\/clusters\/[^/]+\?tab=checkup$/);
}

/** The part of a page that shows a checkup: in the form, or on the tab of a cluster. */
export function checkupVerdict(page: Page, words: string | RegExp) {
  return page.getByRole("alert").filter({ hasText: words });
}
