import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { checkupVerdict, fillCluster, type JobName } from "./pages/cluster-form";
import { speak } from "./pages/every-page";
import { kubeconfigOf } from "./pages/kubeconfig";
import { labelledField } from "./pages/labelled-field";
import { MONITORING_RULES, rulesOfManifest } from "./support/api-server/access-rules";
import { startApiServer } from "./support/api-server/start-api-server";
import { registerCluster } from "./support/arrange";

const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PHONE = { width: 390, height: 844 };
const JOBS: readonly JobName[] = ["apiservers", "nodes", "cadvisor", "service-endpoints", "pods"];
/** What these jobs become; kube-state-metrics is a part of the service endpoints. */
const ROWS = ["apiservers", "nodes", "cadvisor", "service-endpoints", "kube-state-metrics", "pods"];

const matrix = (page: Page) => page.getByRole("region", { name: "Rights" });
const fetches = (page: Page) => page.getByRole("region", { name: "Real fetches" });

test("a cluster is registered by kubeconfig, and everything is green", async ({ page, apiServers }) => {
  const name = uniqueName("by-kubeconfig");
  await page.goto("/clusters/new");
  await page.getByText("Paste a kubeconfig").click();
  await page.getByRole("textbox", { name: "Kubeconfig" }).fill(kubeconfigOf(apiServers.alpha));
  await page.getByRole("button", { name: "Use this connection" }).click();
  await labelledField(page, "Name").fill(name);
  await page.getByRole("button", { name: "Register cluster" }).click();

  await expect(page).toHaveURL(/\?tab=checkup$/);
  await expect(checkupVerdict(page, "Connected: Kubernetes v1.36.2")).toContainText("Every right is there");
  await expect(page.getByRole("list", { name: "Connection" }).getByText("in order")).toHaveCount(5);
  await expect(matrix(page).getByRole("rowheader")).toContainText(ROWS);
  await expect(matrix(page).getByText("missing")).toHaveCount(0);
  await expect(fetches(page).getByText("metrics", { exact: true }).first()).toBeVisible();
  await expect(fetches(page).getByText("failed")).toHaveCount(0);

  // The report is kept: another visit shows it with its age, and asks the cluster nothing.
  await page.reload();
  await expect(page.getByText("This is the last report")).toBeVisible();
  await expect(checkupVerdict(page, "Connected: Kubernetes v1.36.2")).toBeVisible();
});

test("a missing right is named, and the shown manifest mends it", async ({ page }) => {
  const withoutNodes = MONITORING_RULES.map((rule) => ({
    ...rule,
    ...(rule.resources === undefined ? {} : { resources: rule.resources.filter((resource) => resource !== "nodes/proxy") }),
  }));
  const alpha = await startApiServer({ cluster: "alpha", healthyOnly: true, rules: withoutNodes });
  try {
    await page.goto("/clusters/new");
    await fillCluster(page, uniqueName("poor"), alpha, JOBS);
    await page.getByRole("button", { name: "Check connection" }).click();
    await expect(checkupVerdict(page, "with something to mend")).toContainText("2 rights are missing");
    await expect(matrix(page).getByText("missing")).not.toHaveCount(0);
    await expect(checkupVerdict(page, "Missing rights")).toContainText("nodes, cadvisor");
    await expect(fetches(page).getByText("The right to this path is missing (403)").first()).toBeVisible();

    const shown = await page.getByRole("group", { name: "Manifest" }).locator("pre").innerText();
    const manifest = /<<'EOF'\n([\s\S]*)EOF/.exec(shown)?.[1] ?? "";
    alpha.setRules(rulesOfManifest(manifest));
    await page.getByRole("button", { name: "Register cluster" }).click();
    await expect(checkupVerdict(page, "Connected: Kubernetes v1.36.2")).toContainText("Every right is there");
    await expect(page.getByText("no dangerous right beyond")).toBeVisible();
    await expect(matrix(page).getByText("missing")).toHaveCount(0);
  } finally {
    await alpha.stop();
  }
});

test("an unknown certificate is shown with its fingerprint, and pinned after it was compared", async ({ page, apiServers }) => {
  const { alpha, beta } = apiServers;
  await page.goto("/clusters/new");
  await fillCluster(page, uniqueName("pinned"), alpha, []);
  await labelledField(page, "CA certificate (PEM)").fill(beta.caPem);
  await page.getByRole("button", { name: "Check connection" }).click();
  const verdict = checkupVerdict(page, "Not connected");
  await expect(verdict).toBeVisible();
  await expect(page.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/).first()).toBeVisible();
  await page.getByRole("button", { name: "Pin this certificate" }).click();
  await expect(labelledField(page, "CA certificate (PEM)")).not.toHaveValue(beta.caPem);
  await page.getByRole("button", { name: "Check connection" }).click();
  await expect(checkupVerdict(page, "Connected: Kubernetes v1.36.2")).toBeVisible();
});

for (const { scheme, language } of [
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "zh-CN" },
] as const) {
  test(`WCAG 2.2 AA: a checkup with missing rights on a phone, ${scheme}`, async ({ page, app }) => {
    const alpha = await startApiServer({ cluster: "alpha", rules: [{ verbs: ["list"], apiGroups: [""], resources: ["nodes"] }] });
    try {
      const id = await registerCluster(app.client, alpha, { name: uniqueName("phone") });
      await page.setViewportSize(PHONE);
      await page.emulateMedia({ colorScheme: scheme });
      await speak(page, app.url, language);
      await page.goto(`/clusters/${id}?tab=checkup`);
      await expect(page.getByRole("group", { name: /Manifest|清单/ })).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze();
      expect(violations.flatMap(({ id: rule, nodes }) => nodes.map(({ target }) => ({ rule, target })))).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(PHONE.width);
    } finally {
      await alpha.stop();
    }
  });
}
