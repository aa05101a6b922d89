import AxeBuilder from "@axe-core/playwright";
import { expect, test, uniqueName } from "./fixtures";
import { showScheme } from "./pages/color-scheme";
import { switchToChinese } from "./pages/language";
import { confirmPlan } from "./pages/server-page";
import { registerCluster, registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";

test.slow();

test("a plan names the targets that go away, and waits until somebody has seen it @prometheus", async ({
  page,
  app,
  prometheus,
  apiServers,
}) => {
  const { client } = app;
  const kept = uniqueName("alpha");
  const gone = uniqueName("beta");
  const keptId = await registerCluster(client, apiServers.alpha, { name: kept, jobs: ["nodes"] });
  const goneId = await registerCluster(client, apiServers.beta, { name: gone, jobs: ["nodes", "pods"] });
  const choices = { name: uniqueName("main"), clusterIds: [keptId, goneId], baseConfig: "global:\n  scrape_interval: 15s\n" };
  const serverId = await registerServer(client, prometheus, choices);
  await deployLive(client, serverId);
  const { name, url, transport, baseConfig, version } = await client.get<Record<string, unknown>>(`/api/v1/servers/${serverId}`);
  const edit = { name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds: [keptId] };
  await client.request("PUT", `/api/v1/servers/${serverId}`, edit);

  await page.goto(`/servers/${serverId}`);
  await page.getByRole("tab", { name: "Plan & deploy" }).click();
  const targets = page.getByRole("region", { name: "Targets", exact: true });
  await expect(targets.getByText(/Foreseen for Prometheus/)).toBeVisible({ timeout: 60_000 });
  await expect(targets.getByText(`${gone}/nodes`).first()).toBeVisible();
  await expect(targets.getByText("This server does not scrape its cluster any more.").first()).toBeVisible();

  const button = page.getByRole("button", { name: "Deploy", exact: true });
  await expect(button).toBeDisabled();
  const findings = page.getByRole("region", { name: /to see before you deploy$/ });
  for (const scheme of ["light", "dark"] as const) {
    await showScheme(page, scheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) }))).toEqual([]);
  }
  await expect(findings.getByText(/of all targets would go away/)).toBeVisible();
  await confirmPlan(page);
  await expect(button).toBeEnabled();

  await targets.getByText(/^Unchanged/).click();
  await expect(targets.getByText(`${kept}/nodes`).first()).toBeVisible();
  await switchToChinese(page);
  await expect(page.getByText("部署前需要看的 1 项")).toBeVisible();
});
