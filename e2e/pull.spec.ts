import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { switchToChinese } from "./pages/language";
import { deploy } from "./pages/server-page";
import { registerCluster, registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";
import type { RealPrometheus } from "./support/real-prometheus";

// A host that nobody reaches: the command of the settings page is all that is carried there.

test.slow();
// Promfleet says 504 of a server that it must not ask.
test.use({ allowedConsoleErrors: [/status of 504/] });

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`))).toEqual([]);
  }
}

/** The script as the host got it, run again and again until it is stopped. */
function startHost(script: string, token: string, options: { url: string; prometheus: RealPrometheus; folder: string }) {
  const { url, prometheus, folder } = options;
  writeFileSync(join(folder, "pull.sh"), script);
  writeFileSync(join(folder, "token"), token, { mode: 0o600 });
  const args = ["--url", url, "--directory", prometheus.directory, "--token-file", join(folder, "token")];
  const once = () =>
    new Promise<void>((resolve) => {
      const all = [join(folder, "pull.sh"), ...args, "--prometheus", prometheus.url, "--once"];
      execFile("/bin/sh", all, { env: { ...process.env, PATH: "/usr/bin:/bin" } }, () => resolve());
    });
  let isStopped = false;
  const loop = async () => {
    while (!isStopped) {
      await once();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  const running = loop();
  return {
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

test("a host that nobody reaches fetches its configuration and says what came of it", async ({
  page,
  app,
  prometheus,
  apiServers,
  folder,
}) => {
  const { client } = app;
  const cluster = await registerCluster(client, apiServers.alpha, { name: uniqueName("alpha"), jobs: ["nodes"] });
  const baseConfig = readFileSync(prometheus.configFile, "utf8");
  const transport = { kind: "pull", configDirectory: "/etc/prometheus", intervalSeconds: 10, isReachable: false };
  const server = {
    url: "http://127.0.0.1:9",
    prometheusVersion: prometheus.version,
    clusterIds: [cluster],
    baseConfig,
    transport,
  };
  const input = { name: uniqueName("far"), auth: { kind: "none" }, ...server };
  const { id } = await client.post<{ id: string }>("/api/v1/servers", input);

  await page.goto(`/servers/${id}?tab=settings`);
  await page.getByRole("button", { name: "Make the install command" }).click();
  const command = page.getByText(/^umask 077 && mkdir/);
  await expect(command).toBeVisible();
  await expectAccessible(page);
  const token = /pfp_[A-Za-z0-9_-]{43}/.exec((await command.textContent()) ?? "")?.[0] ?? "";
  expect(token).not.toBe("");
  await page.goto(`/servers/${id}`);
  await expect(page.getByText("No report yet")).toBeVisible();
  await expect(page.getByText(token)).toHaveCount(0);

  const script = await (await fetch(`${app.url}/api/v1/pull/script`)).text();
  const host = startHost(script, token, { url: app.url, prometheus, folder });
  await expect(page.getByText("nothing deployed yet")).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await deploy(page, "to a far host");

  await expect(page.getByText(/Reported by the host .*has loaded this configuration/).first()).toBeVisible({ timeout: 90_000 });
  expect((await prometheus.loadedConfig()).match(/^- job_name: /gm)).toHaveLength(1);
  await page.goto(`/servers/${id}`);
  await expect(page.getByText("up to date")).toBeVisible();
  await page.getByRole("tab", { name: "Health" }).click();
  await expect(page.getByText(/Promfleet cannot ask the Prometheus of/)).toBeVisible();
  await switchToChinese(page);
  await expect(page.getByText(/无法查询/)).toBeVisible();
  await host.stop();
});

test("targets over time are there as a picture, in words and as a table", async ({ page, app, prometheus, apiServers }) => {
  const { client } = app;
  const name = uniqueName("alpha");
  const cluster = await registerCluster(client, apiServers.alpha, { name, jobs: ["nodes"] });
  const gone = "  scrape_interval: 1s\n  scrape_timeout: 1s\n  static_configs: [{ targets: ['127.0.0.1:9'] }]\n";
  const baseConfig = `${readFileSync(prometheus.configFile, "utf8")}scrape_configs:\n- job_name: gone\n${gone}`;
  const options = { name: uniqueName("main"), clusterIds: [cluster], baseConfig };
  const id = await registerServer(client, prometheus, options);
  await deployLive(client, id);
  await expect.poll(async () => (await prometheus.query("count(up == 0)")).length, { timeout: 30_000 }).toBe(1);

  await page.goto(`/servers/${id}?tab=health`);
  await expect(page.getByText(/^\d+ of \d+ targets are up\. At worst/)).toBeVisible();
  await expect(page.getByRole("img", { name: /targets are up/ }).first()).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "connection failed" })).toBeVisible();
  await page.getByRole("button", { name: "Show as table" }).click();
  await expect(page.getByRole("columnheader", { name: "Time", exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByText("24 hours").click();
  await expect(page.getByRole("link", { name: /Open the graph in Prometheus/ })).toHaveAttribute("href", /g0\.range_input=24h/);
  await expect(page.getByRole("link", { name: /Open the targets page/ })).toHaveAttribute("rel", /noopener/);
});
