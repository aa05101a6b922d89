import { readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { startApiServer } from "@/e2e/support/api-server/start-api-server";
import { test as base, expect, uniqueName } from "./fixtures";
import { showScheme } from "./pages/color-scheme";
import { registerCluster, registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";

type BrokenCluster = { readonly id: string; readonly name: string };

/** Cluster beta with everything that was planted to fail. */
const test = base.extend<{ broken: BrokenCluster & { server: Awaited<ReturnType<typeof startApiServer>> } }>({
  broken: async ({ app }, use) => {
    const server = await startApiServer({ cluster: "beta" });
    const name = uniqueName("broken");
    const id = await registerCluster(app.client, server, { name, jobs: ["pods", "service-endpoints", "nodes"] });
    await use({ id, name, server });
    await server.stop();
  },
});

async function choose(page: Page, clusterId: string, name: string): Promise<void> {
  await page.goto(`/clusters/${clusterId}?tab=targets`);
  await page.getByRole("searchbox", { name: "Name" }).fill(name);
  const list = page.getByRole("listbox", { name: "Objects found" });
  await expect(list.getByRole("option")).toHaveCount(1);
  await list.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
}

const cardOf = (page: Page, job: string) => page.getByRole("article", { name: job });

test("a pod annotated “True”: the rule that drops it, why, and the command that mends it", async ({ page, broken }) => {
  await choose(page, broken.id, "scrape-caps");
  await expect(page.getByText("No job scrapes this pod.")).toBeVisible();
  const card = cardOf(page, `${broken.name}/pods`);
  await expect(card).toContainText("Dropped by a rule");
  await expect(card).toContainText("“True”");
  await expect(card).toContainText("kubectl annotate pod scrape-caps -n team-a-1 prometheus.io/scrape=true --overwrite");
  await expect(card).toContainText("/api/v1/namespaces/team-a-1/pods/http:scrape-caps:8000/proxy/metrics");
  await expect(cardOf(page, `${broken.name}/service-endpoints`)).toContainText("No service selects this pod");
  await expect(page.getByText(`This job never looks at pods: ${broken.name}/nodes.`)).toBeVisible();

  // What the command does: the same page then says so.
  const pod = broken.server.store.get("pods", "team-a-1", "scrape-caps");
  if (pod === undefined) throw new Error("no such pod");
  const annotations = { ...pod.metadata.annotations, "prometheus.io/scrape": "true" };
  broken.server.store.put("pods", { ...pod, metadata: { ...pod.metadata, annotations } });
  await page.reload();
  await expect(page.getByText("One job scrapes this pod.")).toBeVisible();
  await card.getByRole("link", { name: "Open in the relabel lab" }).click();
  await expect(page).toHaveURL(/\/relabel/);
});

test("down in Prometheus: an exporter that wants a login is named as such", async ({ page, app, broken, prometheus }) => {
  test.slow();
  const baseConfig = readFileSync(join(prometheus.directory, "prometheus.yml"), "utf8");
  const choices = { name: uniqueName("watching"), clusterIds: [broken.id], baseConfig };
  const serverId = await registerServer(app.client, prometheus, choices);
  await deployLive(app.client, serverId);
  await choose(page, broken.id, "bad-needs-token");
  const card = cardOf(page, `${broken.name}/pods`);
  await expect(card).toContainText("Scraped");
  await expect
    .poll(async () => (await prometheus.targets(`${broken.name}/pods`)).some(({ lastError }) => lastError.includes("401")), {
      timeout: 90_000,
    })
    .toBe(true);
  await card.getByRole("button", { name: "Try it now" }).click();
  await expect(card).toContainText("401");
  await expect(card).toContainText("kube-rbac-proxy");
  await expect(card).toContainText("server returned HTTP status 401 Unauthorized");
  await expect(card.getByText("Down", { exact: true })).toBeVisible();
});

test("a wrong scheme is told by a fetch; labels, axe in both schemes", async ({ page, broken }) => {
  await choose(page, broken.id, "bad-https-as-http");
  const card = cardOf(page, `${broken.name}/pods`);
  await card.getByRole("button", { name: "Try it now" }).click();
  await expect(card).toContainText("https");
  await expect(card).toContainText("400");
  await card.getByRole("button", { name: /labels/ }).click();
  await expect(card.getByRole("rowheader", { name: "namespace", exact: true })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await showScheme(page, colorScheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target]))).toEqual([]);
  }
});

test("the cost for the API server: counted on demand, and shown by job", async ({ page, broken }) => {
  await page.goto(`/clusters/${broken.id}?tab=budget`);
  await expect(page.getByText("The targets have not been counted yet.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Open watches" })).toContainText("5");
  await expect(page.getByRole("region", { name: "Scrapes" }).first()).toContainText("not known");
  await page.getByRole("button", { name: "Count the targets now" }).click();
  await expect(page.getByText(/Targets as discovered/)).toBeVisible();
  const jobs = page.getByRole("region", { name: "Jobs", exact: true });
  await expect(jobs.getByRole("row", { name: new RegExp(`${broken.name}/nodes`) })).toContainText("4");
  for (const colorScheme of ["light", "dark"] as const) {
    await showScheme(page, colorScheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target]))).toEqual([]);
  }
});
