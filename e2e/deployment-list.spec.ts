import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { switchToChinese } from "./pages/language";
import { registerCluster, registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";

const PAGE_LENGTH = 200;
const OLDER = 3;

/** Two hundred deployments take too long to make: the answer of one is repeated, with ids of their own. */
async function repeatDeployment(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/deployments(\?|$)/, async (route) => {
    const { origin, pathname, searchParams } = new URL(route.request().url());
    const response = await route.fetch({ url: `${origin}${pathname}` });
    const [deployment] = await response.json();
    const before = searchParams.get("before");
    const ids = Array.from({ length: PAGE_LENGTH + OLDER }, (_, index) => `repeated-${index}`);
    const shown = before === null ? ids.slice(0, PAGE_LENGTH) : ids.slice(ids.indexOf(before) + 1);
    await route.fulfill({ response, json: shown.map((id) => ({ ...deployment, id })) });
  });
}

test("a list that is long goes on where it ends @prometheus", async ({ page, app, prometheus, apiServers }) => {
  const { client } = app;
  const clusterIds = [await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] })];
  const baseConfig = readFileSync(prometheus.configFile, "utf8");
  const serverId = await registerServer(client, prometheus, { name: uniqueName("main"), clusterIds, baseConfig });
  await deployLive(client, serverId);
  await repeatDeployment(page);

  await page.goto("/deployments");
  const table = page.getByRole("table", { name: "Deployments" });
  await expect(table).toHaveAttribute("aria-rowcount", String(PAGE_LENGTH + 1));
  await expect(page.getByText("The newest 200 are listed.")).toBeVisible();
  await page.getByRole("button", { name: "Show older ones" }).click();
  await expect(table).toHaveAttribute("aria-rowcount", String(PAGE_LENGTH + OLDER + 1));
  await expect(page.getByRole("button", { name: "Show older ones" })).toHaveCount(0);

  await page.goto(`/servers/${serverId}?tab=history`);
  await switchToChinese(page);
  await page.getByRole("button", { name: "显示更早的部署" }).click();
  await expect(page.getByText("仅列出最近 200 次部署。")).toHaveCount(0);
});
