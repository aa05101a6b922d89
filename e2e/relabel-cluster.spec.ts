import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { readyEditor } from "./pages/code-editor";
import { speak } from "./pages/every-page";
import { registerCluster } from "./support/arrange";

// Nothing of this is saved anywhere: the rules stand only in the lab.
const RULES = `- source_labels: [__meta_kubernetes_namespace]
  regex: monitoring
  action: keep
- source_labels: [__meta_kubernetes_pod_node_name]
  target_label: node
`;

test("the targets that a cluster has now, under rules that are saved nowhere", async ({ page, app, apiServers }) => {
  const name = uniqueName("live");
  await registerCluster(app.client, apiServers.alpha, { name, jobs: [] });
  await openLab(page, RULES);
  await chooseCluster(page, name);
  await page.getByRole("button", { name: "Discover its targets" }).click();
  await expect(page.getByText(new RegExp(`targets of ${name}, role pod, discovered`))).toBeVisible();
  await expect(totals(page)).toHaveText(/[1-9]\d* targets.*[1-9]\d* kept.*[1-9]\d* dropped/);
  const [before = ""] = (await totals(page).innerText()).match(/\d+/) ?? [];

  apiServers.alpha.store.put("pods", podLike(apiServers.alpha.store.list("pods")));
  await page.getByRole("button", { name: "Discover its targets" }).click();
  await expect(totals(page)).not.toHaveText(new RegExp(`^${before} targets`));
  await page.getByRole("searchbox", { name: "Filter targets" }).fill("brand-new");
  await expect(page.getByText(/brand-new/).first()).toBeVisible();
});

test("labels of the node come along when they are wanted", async ({ page, app, apiServers }) => {
  const name = uniqueName("nodes");
  await registerCluster(app.client, apiServers.alpha, { name, jobs: [] });
  await openLab(page, "- source_labels: [__meta_kubernetes_node_label_kubernetes_io_os]\n  regex: linux\n  action: keep\n");
  await chooseCluster(page, name);
  await page.getByRole("button", { name: "Discover its targets" }).click();
  await expect(totals(page)).toHaveText(/targets0 kept/);
  await page.getByRole("checkbox", { name: /Labels of the node/ }).check();
  await page.getByRole("button", { name: "Discover its targets" }).click();
  await expect(totals(page)).toHaveText(/kept0 dropped/);
});

test("a missing right is named, and the last known targets are shown with their age", async ({ page, app, apiServers }) => {
  const name = uniqueName("denied");
  const id = await registerCluster(app.client, apiServers.beta, { name, jobs: [] });
  apiServers.beta.denied.add("pods");
  await openLab(page, RULES, `?cluster=${id}`);
  await page.getByRole("button", { name: "Discover its targets" }).click();
  const alert = page.getByRole("alert").filter({ hasText: name });
  await expect(alert).toContainText("nothing is known from an earlier time");
  await expect(alert).toContainText(`The service account of ${name} may not list pods`);

  apiServers.beta.denied.delete("pods");
  await page.getByRole("button", { name: "Discover its targets" }).click();
  await expect(page.getByText(new RegExp(`targets of ${name}, role pod, discovered`))).toBeVisible();
  await expect(alert).toHaveCount(0);
  apiServers.beta.denied.add("pods");
  await page.getByRole("button", { name: "Discover its targets" }).click();
  await expect(alert).toContainText("Not live: the last known targets");
  await expect(totals(page)).toHaveText(/[1-9]\d* targets/);
});

for (const { scheme, language } of [
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "zh-CN" },
] as const) {
  test(`WCAG 2.2 AA: targets of a cluster that are not live, ${scheme}, ${language}`, async ({ page, app, apiServers }) => {
    const name = uniqueName("wcag");
    const id = await registerCluster(app.client, apiServers.alpha, { name, jobs: [] });
    await page.emulateMedia({ colorScheme: scheme });
    await speak(page, app.url, language);
    await openLab(page, RULES, `?cluster=${id}`);
    const discover = page.getByRole("button", { name: language === "en" ? "Discover its targets" : "发现其 target" });
    await discover.click();
    await expect(totals(page)).toHaveText(/[1-9]/);
    apiServers.alpha.denied.add("pods");
    await discover.click();
    await expect(page.getByRole("alert").filter({ hasText: name })).toBeVisible();
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ target }) => target)])).toEqual([]);
  });
}

const totals = (page: Page) => page.getByTestId("lab-totals");

async function openLab(page: Page, rulesText: string, query = ""): Promise<void> {
  const job = { job_name: "web", scheme: "http", metrics_path: "/metrics", scrape_interval: "1m", scrape_timeout: "10s" };
  const draft = { rulesText, labelsText: "", job: { ...job, params: "" }, prometheusVersion: "3.5.3", rulesOff: [] };
  await page.addInitScript((text) => localStorage.setItem("promfleet.relabel-lab", text), JSON.stringify(draft));
  await page.goto(`/relabel${query}`);
  await readyEditor(page);
}

async function chooseCluster(page: Page, name: string): Promise<void> {
  await page
    .locator('label:has-text("Cluster")')
    .filter({ hasText: /^Cluster$/ })
    .first()
    .click();
  await page.getByRole("combobox", { name: "Cluster", exact: true }).click();
  await page.getByRole("option", { name, exact: true }).click();
}

/** A pod that was not there before, in namespace monitoring. */
function podLike<T extends { metadata: { name: string; namespace?: string } }>(pods: readonly T[]): T {
  const model = pods.find(({ metadata }) => metadata.namespace === "monitoring");
  if (model === undefined) throw new Error("there is no pod to copy");
  return { ...model, metadata: { ...model.metadata, name: "brand-new" } };
}
