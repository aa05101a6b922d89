import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { showScheme } from "./pages/color-scheme";
import { switchToChinese } from "./pages/language";
import { registerServer } from "./support/arrange";
import { startPrometheus } from "./support/real-prometheus";

// Three servers in three waves; the second one refuses its config.

const CONFIG = "global:\n  scrape_interval: 15s\nrule_files: [rules.yml]\n";
const GOOD_RULES = "groups: []\n";
const BAD_RULES = "groups: [{ nonsense: true }]\n";

test.slow();

async function expectAccessible(page: Page): Promise<void> {
  for (const scheme of ["dark", "light"] as const) {
    await showScheme(page, scheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) }))).toEqual([]);
  }
}

test("three servers: one refuses, the next is not touched, mended it goes on, and all goes back", async ({
  page,
  app: { client },
  prometheusLine: line,
  folder,
}) => {
  const group = uniqueName("wave");
  const names = ["a", "b", "c"].map((letter) => `${group}-${letter}`);
  const servers = await Promise.all(names.map((name) => startPrometheus({ line, directory: join(folder, name) })));
  try {
    for (const [index, prometheus] of servers.entries()) {
      writeFileSync(join(prometheus.directory, "rules.yml"), index === 1 ? BAD_RULES : GOOD_RULES);
      await registerServer(client, prometheus, { name: names[index] ?? "", clusterIds: [], baseConfig: CONFIG });
    }
    const before = servers.map(({ configFile }) => readFileSync(configFile, "utf8"));

    await page.goto("/servers");
    await page.getByRole("link", { name: "Deploy to several" }).click();
    await page.getByRole("button", { name: "Choose none" }).click();
    await page.getByRole("searchbox", { name: "Search: Servers" }).fill(group);
    for (const name of names) await page.getByRole("checkbox", { name }).check();
    await page.getByLabel("Then, in percent").fill("50");
    await page.getByLabel("Wait between waves, in seconds").fill("0");
    await expect(page.getByText(`Wave 2: ${names[1]}`)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Deploy to 3 servers" }).click();

    const row = (name: string | undefined) => page.getByRole("row").filter({ hasText: name ?? "" });
    await expect(page.getByText("A server failed, so no further one was begun.", { exact: false })).toBeVisible();
    await expect(row(names[0])).toContainText("live");
    await expect(row(names[1])).toContainText("Prometheus refused to load the new configuration.");
    await expect(row(names[2])).toContainText("not begun");
    await expectAccessible(page);
    const texts = servers.map(({ configFile }) => readFileSync(configFile, "utf8"));
    expect(texts).toEqual([CONFIG, before[1], before[2]]);

    // Mended, it goes on where it had stopped.
    writeFileSync(join(servers[1]?.directory ?? "", "rules.yml"), GOOD_RULES);
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await expect(page.getByText("Every server is live with what was shown.")).toBeVisible();
    expect(servers.map(({ configFile }) => readFileSync(configFile, "utf8"))).toEqual([CONFIG, CONFIG, CONFIG]);

    await switchToChinese(page);
    await expect(page.getByText("每台服务器都已按所示内容生效。")).toBeVisible();
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
});
