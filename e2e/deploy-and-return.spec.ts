import { readFileSync, writeFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { showScheme } from "./pages/color-scheme";
import { labelledField } from "./pages/labelled-field";
import { switchToChinese } from "./pages/language";
import { confirmPlan, deploy } from "./pages/server-page";
import { registerCluster, registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";
import { createClient, type PromfleetClient } from "./support/promfleet-client";

// Deploying as people live it: it fails and undoes itself, is mended, goes live, and goes back to an older revision;
// then what must not go through with one click.

const GOOD_CONFIG = "global:\n  scrape_interval: 15s\nrule_files: [rules.yml]\n";
const OWN_CONFIG = "global:\n  scrape_interval: 15s\n";
const GOOD_RULES = "groups:\n  - name: own\n    rules:\n      - { record: own, expr: up }\n";
const BAD_RULES = GOOD_RULES.replace("expr: up", "expr: 'up =='");
const LIVE_MS_MAX = 90_000;

test.slow();

type Edit = Record<string, unknown>;

async function editServer(client: PromfleetClient, serverId: string, changes: Edit): Promise<void> {
  const { name, url, transport, baseConfig, clusterIds, version } = await client.get<Edit>(`/api/v1/servers/${serverId}`);
  const edit = { name, url, transport, baseConfig, clusterIds, version, auth: { kind: "none" }, ...changes };
  await client.request("PUT", `/api/v1/servers/${serverId}`, edit);
}

async function expectAccessible(page: Page): Promise<void> {
  for (const scheme of ["dark", "light"] as const) {
    await showScheme(page, scheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) }))).toEqual([]);
  }
}

const isLive = (page: Page) =>
  expect(page.getByText("Prometheus runs this revision, and said so itself.").first()).toBeVisible({ timeout: LIVE_MS_MAX });

test("a deployment fails and undoes itself, is mended, goes live, and an older revision comes back @prometheus", async ({
  page,
  app,
  prometheus,
  apiServers,
}) => {
  const { client } = app;
  writeFileSync(`${prometheus.directory}/rules.yml`, GOOD_RULES);
  writeFileSync(prometheus.configFile, GOOD_CONFIG);
  const [alpha, beta] = [uniqueName("alpha"), uniqueName("beta")];
  const clusterIds = [await registerCluster(client, apiServers.alpha, { name: alpha, jobs: ["nodes"] })];
  const choices = { name: uniqueName("main"), clusterIds, baseConfig: GOOD_CONFIG };
  const serverId = await registerServer(client, prometheus, choices);
  await page.goto(`/servers/${serverId}`);
  await deploy(page, "the first one");
  await isLive(page);
  const first = readFileSync(prometheus.configFile, "utf8");

  // It fails, undoes itself, and says why.
  clusterIds.push(await registerCluster(client, apiServers.beta, { name: beta, jobs: ["nodes"] }));
  // Neither our checks nor promtool --syntax-only look into rule files.
  writeFileSync(`${prometheus.directory}/more.yml`, BAD_RULES);
  await editServer(client, serverId, { clusterIds, baseConfig: GOOD_CONFIG.replace("rules.yml", "rules.yml, more.yml") });
  await page.goto(`/servers/${serverId}`);
  await deploy(page, "with a second cluster");
  await expect(page.getByText("Prometheus refused to load the new configuration.").first()).toBeVisible({ timeout: LIVE_MS_MAX });
  await expect(page.getByText(/the old one was put back on disk/).first()).toBeVisible({ timeout: LIVE_MS_MAX });
  expect(readFileSync(prometheus.configFile, "utf8")).toBe(first);

  // Mended, it goes live.
  writeFileSync(`${prometheus.directory}/more.yml`, GOOD_RULES.replace("name: own", "name: more"));
  await page.goto(`/servers/${serverId}`);
  await deploy(page, "mended");
  await isLive(page);
  expect(await prometheus.loadedConfig()).toContain(`${beta}/nodes`);

  // Back to the first revision, whose cluster is one less: the number is typed.
  await page.goto(`/servers/${serverId}?tab=history`);
  const revisions = page.getByRole("table", { name: "Revisions" });
  await expect(revisions.getByText("the first one")).toBeVisible();
  await expectAccessible(page);
  await revisions.getByRole("link", { name: "Roll back to revision 1" }).click();
  await expect(page.getByText("This is the plan of a rollback to revision 1.", { exact: false })).toBeVisible();
  const button = page.getByRole("button", { name: "Roll back", exact: true });
  await expect(button).toBeDisabled();
  await expect(page.getByText(/1 of 2 clusters would go away/)).toBeVisible();
  await confirmPlan(page);
  await expect(button).toBeEnabled();
  await expectAccessible(page);
  await labelledField(page, "Reason").fill("it was better");
  await button.click();
  await expect(page).toHaveURL(/\/deployments\//);
  await isLive(page);
  expect(readFileSync(prometheus.configFile, "utf8")).toBe(first);
  expect(await prometheus.loadedConfig()).not.toContain(`${beta}/nodes`);

  await page.goto(`/servers/${serverId}?tab=plan`);
  await expect(page.getByText(/What runs differs from your settings: .* rolled back to revision 1/)).toBeVisible();
  await switchToChinese(page);
  await expect(page.getByText(/正在运行的内容与您的设置不同/)).toBeVisible();
});

test("what takes targets away needs its number, not a tick @prometheus", async ({ page, app, prometheus, apiServers }) => {
  const { client } = app;
  const kept = await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] });
  const gone = await registerCluster(client, apiServers.beta, { name: uniqueName("beta"), jobs: ["nodes", "pods"] });
  const choices = { name: uniqueName("main"), clusterIds: [kept, gone], baseConfig: OWN_CONFIG };
  const serverId = await registerServer(client, prometheus, choices);
  await deployLive(client, serverId);
  await editServer(client, serverId, { clusterIds: [kept] });
  await page.goto(`/servers/${serverId}?tab=plan`);
  const button = page.getByRole("button", { name: "Deploy", exact: true });
  await expect(page.getByText(/2 of 3 jobs would go away/)).toBeVisible();
  await expect(page.getByText(/of all targets would go away/)).toBeVisible({ timeout: 60_000 });
  const jobs = page.getByRole("region", { name: "What goes away" }).getByLabel("Type 2 to confirm");
  await jobs.fill("3");
  await expect(page.getByText("This is not the number.")).toBeVisible();
  await expectAccessible(page);
  await expect(button).toBeDisabled();
  await confirmPlan(page);
  await button.click();
  await expect(page).toHaveURL(/\/deployments\//);
  await isLive(page);
});

/** Somebody else's browser, signed in. */
async function openAs(browser: Browser, url: string, person: { email: string; password: string }) {
  const client = createClient(url);
  await client.signIn(person);
  const context = await browser.newContext({ baseURL: url, storageState: client.storageState() });
  return { page: await context.newPage(), close: () => context.close() };
}

test("a protected server waits for a second person, and a freeze holds both back @prometheus", async ({
  page,
  app,
  browser,
  prometheus,
  apiServers,
}) => {
  const { client } = app;
  const bob = { name: uniqueName("Bob"), email: `${uniqueName("bob")}@example.com`, password: "battery horse staple" };
  await page.goto("/account");
  const people = page.getByRole("region", { name: "People" });
  await people.getByRole("textbox", { name: /^Name/ }).fill(bob.name);
  await people.getByRole("textbox", { name: /^Email/ }).fill(bob.email);
  await people.getByLabel(/^First password/).fill(bob.password);
  await people.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(`${bob.name} may sign in now.`)).toBeVisible();

  const clusterIds = [await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] })];
  const name = uniqueName("main");
  const serverId = await registerServer(client, prometheus, { name, clusterIds, baseConfig: OWN_CONFIG });
  await page.goto(`/servers/${serverId}?tab=settings`);
  await page.getByRole("checkbox", { name: "Protected" }).check();
  await page.getByRole("button", { name: "Add a window" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove window 1" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved. Deploy to make it live.")).toBeVisible();

  await page.goto(`/servers/${serverId}?tab=plan`);
  await expect(page.getByText("This server is protected", { exact: true })).toBeVisible();
  await confirmPlan(page);
  await labelledField(page, "Reason").fill("for the night");
  await page.getByRole("button", { name: "Ask for approval" }).click();
  await expect(page.getByText(/One deployment waits for a second person/)).toBeVisible();
  await page.goto("/guards");
  const own = page.getByRole("region", { name: "Waiting for a second person" });
  await expect(own.getByText("Somebody else has to decide this.").first()).toBeVisible();
  await expect(own.getByRole("button", { name: "Agree and deploy" })).toHaveCount(0);

  const other = await openAs(browser, app.url, bob);
  try {
    const freeze = page.getByRole("region", { name: "Freezes" });
    const where = freeze.getByRole("combobox", { name: /^Where/ });
    await where.click();
    await page.getByRole("option", { name, exact: true }).click();
    await freeze.getByRole("textbox", { name: /^Why/ }).fill("holidays");
    await freeze.getByRole("button", { name: "Freeze", exact: true }).click();
    await expect(freeze.getByRole("cell", { name: "holidays", exact: true })).toBeVisible();
    await expectAccessible(page);

    await other.page.goto("/guards");
    const waiting = other.page.getByRole("region", { name: "Waiting for a second person" });
    await waiting.getByRole("button", { name: "Agree and deploy" }).click();
    await expect(waiting.getByText(/frozen by/).first()).toBeVisible();
    await other.page.getByRole("button", { name: "End the freeze: holidays" }).click();
    await expect(other.page.getByText("Nothing is frozen.")).toBeVisible();
    await waiting.getByRole("button", { name: "Agree and deploy" }).click();
    const decided = other.page.getByRole("region", { name: "Decided lately" });
    await decided.getByRole("link", { name: "See the deployment" }).first().click();
    await isLive(other.page);
  } finally {
    await other.close();
  }
  await page.goto(`/servers/${serverId}?tab=history`);
  await expect(page.getByText(`agreed to by ${bob.name}`)).toBeVisible();
  await switchToChinese(page);
  await expect(page.getByText(`${bob.name} 已同意`)).toBeVisible();
});

test.describe("F-17", () => {
  test.use({ allowedConsoleErrors: [/status of 409/] });

  test("an edit based on an older version loses nothing: theirs is shown beside mine", async ({
    page,
    app,
    prometheus,
    apiServers,
  }) => {
    const { client } = app;
    const clusterIds = [await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] })];
    const serverId = await registerServer(client, prometheus, { name: uniqueName("main"), clusterIds, baseConfig: OWN_CONFIG });
    await page.goto(`/servers/${serverId}?tab=settings`);
    await labelledField(page, "URL").fill(`${prometheus.url}/mine`);
    await editServer(client, serverId, { url: `${prometheus.url}/theirs`, prometheusVersion: "3.5.3" });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const merge = page.getByRole("region", { name: "Somebody else has saved this server meanwhile" });
    await expect(merge.getByText("3.5.3")).toBeVisible();
    await expect(merge.getByText(`${prometheus.url}/theirs`)).toBeVisible();
    await expect(labelledField(page, "URL")).toHaveValue(`${prometheus.url}/mine`);
    await expectAccessible(page);
    await merge.getByRole("button", { name: "Continue with both" }).click();
    await expect(labelledField(page, "URL")).toHaveValue(`${prometheus.url}/mine`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect
      .poll(async () => await client.get<Edit>(`/api/v1/servers/${serverId}`))
      .toMatchObject({ url: `${prometheus.url}/mine`, prometheusVersion: "3.5.3" });
  });
});
