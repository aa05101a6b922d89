import { readFileSync, writeFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { showScheme } from "./pages/color-scheme";
import { switchToChinese } from "./pages/language";
import { registerCluster, registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";
import type { RealPrometheus } from "./support/real-prometheus";

// Somebody edits the file on the machine of Prometheus: F-18 as people live it.

test.slow();

const BASE_CONFIG = `# kept as it is
global:
  scrape_interval: 15s # calm

scrape_configs:
  - job_name: own
    static_configs:
      - targets: ["localhost:1"]
    basic_auth: { username: me, password: canary-password }
`;
const EDITED = BASE_CONFIG.replace("15s # calm", "7s # by hand");

const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The server looks twice a minute; the page asks every ten seconds. */
const FOUND_MS_MAX = 60_000;

async function editByHand(prometheus: RealPrometheus): Promise<void> {
  const text = readFileSync(prometheus.configFile, "utf8");
  writeFileSync(prometheus.configFile, text.replace("15s # calm", "7s # by hand"));
  expect((await prometheus.reload()).ok).toBe(true);
}

async function expectAccessible(page: Page): Promise<void> {
  for (const scheme of ["dark", "light"] as const) {
    await showScheme(page, scheme);
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) }))).toEqual([]);
  }
}

test("an edit by hand is found, looked at, adopted and deployed @prometheus", async ({ page, app, prometheus, apiServers }) => {
  const { client } = app;
  const clusterIds = [await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] })];
  const name = uniqueName("main");
  writeFileSync(prometheus.configFile, BASE_CONFIG);
  const serverId = await registerServer(client, prometheus, { name, clusterIds, baseConfig: BASE_CONFIG });
  await deployLive(client, serverId);
  await page.goto(`/servers?q=${name}`);
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
  await expect(row).toBeVisible();
  await expect(row.getByRole("link", { name: /^Drift/ })).toHaveCount(0);

  await editByHand(prometheus);
  await expect(row.getByRole("link", { name: /^Drift: edited and loaded/ })).toBeVisible({ timeout: FOUND_MS_MAX });
  await row.getByRole("link", { name: /^Drift/ }).click();
  const state = page.getByRole("region", { name: "Ours, on disk, loaded" });
  await expect(state.getByText(/not the one of revision 1 any more/)).toBeVisible();
  const differences = page.getByRole("region", { name: "What differs" });
  await expect(differences.getByText(/scrape_interval from 15s to 7s in \d+ jobs/)).toBeVisible();
  await expect(differences.locator(".modified-in-monaco-diff-editor .view-lines")).toContainText("by hand", { timeout: 60_000 });
  await differences.getByText("Ours | loaded").click();
  await expect(differences.getByText(/in its own spelling/)).toBeVisible();
  await expectAccessible(page);

  await state.getByRole("button", { name: "Adopt …" }).click();
  const dialog = page.getByRole("dialog", { name: "Adopt the file on disk" });
  await expect(dialog.locator(".view-lines").last()).toContainText("by hand", { timeout: 60_000 });
  await expect(dialog).not.toContainText("canary-password");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Adopt as base config" }).click();
  await expect(state.getByText("adopted, not deployed")).toBeVisible();
  const { baseConfig } = await client.get<{ baseConfig: string }>(`/api/v1/servers/${serverId}`);
  expect(baseConfig).toBe(EDITED.replace("canary-password", "<secret>"));

  await state.getByRole("link", { name: "Open the plan" }).click();
  const summary = page.getByRole("region", { name: "What changes" }).or(page.getByRole("main"));
  await expect(summary.getByText(/scrape_interval from 15s to 7s/).first()).toBeVisible();
  await expect(page.getByText(/was changed since/)).toHaveCount(0);
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(page.getByText("Prometheus runs this revision, and said so itself.")).toBeVisible({ timeout: 90_000 });
  expect(readFileSync(prometheus.configFile, "utf8")).toContain("password: canary-password");
  expect(await prometheus.loadedConfig()).toContain("scrape_interval: 7s");

  await page.goto(`/servers/${serverId}?tab=drift`);
  await page.getByRole("button", { name: "Look now" }).click();
  await expect(page.getByText("as deployed", { exact: true })).toBeVisible();
  await switchToChinese(page);
  await expect(page.getByText("与部署一致", { exact: true })).toBeVisible();
});

test("an ignored difference is said to be ignored, and a deployment asks first @prometheus", async ({
  page,
  app,
  prometheus,
  apiServers,
}) => {
  const { client } = app;
  const clusterIds = [await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] })];
  writeFileSync(prometheus.configFile, BASE_CONFIG);
  const serverId = await registerServer(client, prometheus, { name: uniqueName("main"), clusterIds, baseConfig: BASE_CONFIG });
  await deployLive(client, serverId);
  await editByHand(prometheus);
  await page.goto(`/servers/${serverId}?tab=drift`);
  await page.getByRole("button", { name: "Look now" }).click();
  await page.getByRole("button", { name: "Ignore this difference" }).click();
  await expect(page.getByText(/^Ignored by .+ until it becomes another difference\.$/)).toBeVisible();
  await page.getByRole("link", { name: "Overwrite: open the plan" }).click();
  await expect(page.getByText(/was changed since revision 1 was deployed/)).toBeVisible();
  await page
    .getByRole("checkbox", { name: /^Replace/ })
    .or(page.getByRole("checkbox"))
    .first()
    .check();
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(page.getByText("Prometheus runs this revision, and said so itself.")).toBeVisible({ timeout: 90_000 });
  expect(readFileSync(prometheus.configFile, "utf8")).toContain("15s # calm");
});

test("any two sides are compared, and the link keeps the choice @prometheus", async ({ page, app, prometheus, apiServers }) => {
  const { client } = app;
  const first = await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] });
  const second = await registerCluster(client, apiServers.beta, { name: uniqueName("beta"), jobs: ["nodes"] });
  const name = uniqueName("main");
  const own = "global:\n  scrape_interval: 15s\n";
  const serverId = await registerServer(client, prometheus, { name, clusterIds: [first], baseConfig: own });
  await deployLive(client, serverId);
  const server = await client.get<Record<string, unknown>>(`/api/v1/servers/${serverId}`);
  const { url, transport, baseConfig, version } = server;
  const edit = { name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds: [first, second] };
  await client.request("PUT", `/api/v1/servers/${serverId}`, edit);
  await deployLive(client, serverId);

  await page.goto(`/servers/${serverId}?tab=history`);
  await page.getByRole("link", { name: "Compare revisions" }).click();
  await page.getByRole("combobox", { name: "From" }).click();
  await page.getByRole("option", { name: "Revision 1" }).click();
  await page.getByRole("combobox", { name: "To" }).click();
  await page.getByRole("option", { name: "Revision 2" }).click();
  const result = page.getByRole("region", { name: "Comparison" });
  await expect(result.getByText(/^1 cluster added/)).toBeVisible();
  const files = result.getByRole("table", { name: "Files" });
  const token = files.getByRole("row").filter({ hasText: "token-" }).filter({ hasText: "added" });
  await token.getByRole("button").click();
  await expect(result.getByText("The content of a secret file is not shown.")).toBeVisible();
  await page.reload();
  await expect(result.getByText("The content of a secret file is not shown.")).toBeVisible();
  await expect(page).toHaveURL(/from=1&to=2&file=.*token-/);
  await page.getByRole("button", { name: "Swap the sides" }).click();
  await expect(result.getByText(/^1 cluster removed/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("combobox", { name: "From" }).click();
  await page.getByRole("option", { name: "Loaded by Prometheus" }).click();
  await expect(result.getByText(/in its own spelling/)).toBeVisible();
});
