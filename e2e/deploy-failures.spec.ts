import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type App, expect, test, uniqueName } from "./fixtures";
import { switchToChinese, switchToEnglish } from "./pages/language";
import { deploy } from "./pages/server-page";
import type { ApiServer } from "./support/api-server/start-api-server";
import { registerCluster, registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";
import { type RealPrometheus, startPrometheus } from "./support/real-prometheus";
import { CAN_MOUNT, fillDisk, makeReadOnly, mountSmallDisk, releaseDisks } from "./support/small-disk";

// What goes wrong between "Deploy" and a running Prometheus: each is told in words, and nothing is lost.

const GOOD_CONFIG = "global:\n  scrape_interval: 15s\nrule_files: [rules.yml]\n";
const GOOD_RULES = "groups:\n  - name: own\n    rules:\n      - { record: own, expr: up }\n";
const BAD_RULES = "groups:\n  - name: own\n    rules:\n      - { record: own, expr: 'up ==' }\n";

test.slow();
// The server page asks a Prometheus that is down for its targets.
test.use({ allowedConsoleErrors: [/status of 504/] });
test.afterEach(() => releaseDisks());

type Arranged = { readonly serverId: string; readonly accepted: Buffer; readonly loaded: string };

/** A server with one accepted deployment, and a change that waits to be deployed. */
async function arrange(app: App, prometheus: RealPrometheus, apiServer: ApiServer): Promise<Arranged> {
  writeFileSync(join(prometheus.directory, "rules.yml"), GOOD_RULES);
  writeFileSync(prometheus.configFile, GOOD_CONFIG);
  const { client } = app;
  const first = await registerCluster(client, apiServer, { name: uniqueName("alpha"), jobs: ["nodes"] });
  const name = uniqueName("main");
  const serverId = await registerServer(client, prometheus, { name, clusterIds: [first], baseConfig: GOOD_CONFIG });
  await deployLive(client, serverId, "the accepted one");
  const accepted = readFileSync(prometheus.configFile);
  const loaded = await prometheus.loadedConfig();
  const second = await registerCluster(client, apiServer, { name: uniqueName("beta"), jobs: ["nodes"] });
  const server = await client.get<Record<string, unknown>>(`/api/v1/servers/${serverId}`);
  const { url, transport, baseConfig, version } = server;
  const edit = { name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds: [first, second] };
  await client.request("PUT", `/api/v1/servers/${serverId}`, edit);
  return { serverId, accepted, loaded };
}

type Words = { readonly en: readonly (string | RegExp)[]; readonly zh: readonly (string | RegExp)[] };

/** Presses Deploy and reads on the deployment's page why it did not go through, in both languages. */
async function expectFailure(page: Page, serverId: string, { en, zh }: Words): Promise<void> {
  await page.goto(`/servers/${serverId}`);
  await deploy(page, "a change");
  const outcome = page.getByRole("main");
  for (const words of en) await expect(outcome.getByText(words).first()).toBeVisible({ timeout: 90_000 });
  await switchToChinese(page);
  for (const words of zh) await expect(outcome.getByText(words).first()).toBeVisible();
}

async function expectUntouched(prometheus: RealPrometheus, { accepted, loaded }: Arranged): Promise<void> {
  expect(readFileSync(prometheus.configFile)).toEqual(accepted);
  expect(readdirSync(prometheus.directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  expect(await prometheus.loadedConfig()).toBe(loaded);
  await prometheus.restart();
  expect(await prometheus.loadedConfig()).toBe(loaded);
}

test("a base config that Prometheus refuses names its reason @prometheus", async ({ page, app, prometheus, apiServers }) => {
  const arranged = await arrange(app, prometheus, apiServers.alpha);
  const { client } = app;
  // Neither our checks nor promtool --syntax-only look into rule files.
  writeFileSync(join(prometheus.directory, "more.yml"), BAD_RULES);
  const server = await client.get<Record<string, unknown>>(`/api/v1/servers/${arranged.serverId}`);
  const { name, url, transport, version, clusterIds } = server;
  const baseConfig = GOOD_CONFIG.replace("[rules.yml]", "[rules.yml, more.yml]");
  const edit = { name, url, transport, version, clusterIds, baseConfig, auth: { kind: "none" } };
  await client.request("PUT", `/api/v1/servers/${arranged.serverId}`, edit);
  await expectFailure(page, arranged.serverId, {
    en: [
      "Prometheus did not confirm this revision, so the old one was put back on disk and loaded again.",
      "Prometheus refused to load the new configuration.",
      /failed to reload config/,
      "The files from before this deployment. A restart of Prometheus reads those.",
    ],
    zh: ["Prometheus 未确认此修订版，旧版本已恢复到磁盘并重新加载。", "Prometheus 拒绝加载新配置。", /failed to reload config/],
  });
  await expectUntouched(prometheus, arranged);
});

test("a Prometheus that is down is left alone @prometheus", async ({ page, app, prometheus, apiServers }) => {
  const arranged = await arrange(app, prometheus, apiServers.alpha);
  await prometheus.halt();
  await expectFailure(page, arranged.serverId, {
    en: [
      "This revision was refused before anything was written.",
      `Nothing listens at ${prometheus.url}: the connection was refused. Is Prometheus running?`,
    ],
    zh: ["此修订版在写入任何内容之前就被拒绝了。", `${prometheus.url} 拒绝连接：该端口没有程序监听。Prometheus 是否在运行？`],
  });
  await prometheus.restart();
  await expectUntouched(prometheus, arranged);
});

test("a Prometheus without its lifecycle API is told apart @prometheus", async ({
  page,
  app,
  folder,
  apiServers,
  prometheusLine,
}) => {
  const directory = join(folder, "no-lifecycle");
  const first = await startPrometheus({ line: prometheusLine, directory });
  const arranged = await arrange(app, first, apiServers.alpha);
  await first.stop();
  const prometheus = await startPrometheus({ line: prometheusLine, directory, port: first.port, hasLifecycle: false });
  try {
    await expectFailure(page, arranged.serverId, {
      en: [/does not accept reloads over HTTP\. Start it with --web\.enable-lifecycle/, /Nothing was written/],
      zh: [/--web\.enable-lifecycle/],
    });
    await expectUntouched(prometheus, arranged);

    // F-03: whoever can reload it by hand goes on all the same.
    await switchToEnglish(page);
    await page.goto(`/servers/${arranged.serverId}`);
    await page.getByRole("tab", { name: "Plan & deploy" }).click();
    await page.getByRole("checkbox", { name: "Write the files only: I reload Prometheus myself" }).check();
    await deploy(page, "reloaded by hand");
    await expect(page.getByText("The files are written; reload Prometheus now", { exact: false }).first()).toBeVisible();
    prometheus.signal("SIGHUP");
    const live = page.getByText("Prometheus runs this revision, and said so itself.").first();
    await expect(live).toBeVisible({ timeout: 60_000 });
  } finally {
    await prometheus.stop();
  }
});

test.describe("disks", () => {
  test.skip(!CAN_MOUNT, "this machine does not let us mount disks");

  test("a full disk", async ({ page, app, folder, apiServers, prometheusLine }) => {
    const directory = mountSmallDisk(folder, "512k");
    const prometheus = await startPrometheus({ line: prometheusLine, directory });
    try {
      const arranged = await arrange(app, prometheus, apiServers.alpha);
      fillDisk(directory);
      await expectFailure(page, arranged.serverId, {
        en: ["This revision was refused before anything was written.", /There is no space in .*bytes are needed/],
        zh: [/空间不足：需要/],
      });
      await expectUntouched(prometheus, arranged);
    } finally {
      await prometheus.stop();
    }
  });

  test("a read-only directory", async ({ page, app, folder, apiServers, prometheusLine }) => {
    const directory = mountSmallDisk(folder, "512k");
    const prometheus = await startPrometheus({ line: prometheusLine, directory });
    try {
      const arranged = await arrange(app, prometheus, apiServers.alpha);
      makeReadOnly(directory);
      await expectFailure(page, arranged.serverId, {
        en: [
          "This revision was refused before anything was written.",
          /is on a read-only disk\. Mount it writable for Promfleet/,
        ],
        zh: [/位于只读磁盘上/],
      });
      await expectUntouched(prometheus, arranged);
    } finally {
      await prometheus.stop();
    }
  });
});
