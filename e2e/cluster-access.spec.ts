import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, uniqueName } from "./fixtures";
import { registerCluster } from "./support/arrange";
import { installFakeKubectl } from "./support/fake-kubectl";

/** Runs a command as pasted into a shell that finds our kubectl first. */
function runCommand(command: string, folder: string): Promise<string> {
  const environment = { ...process.env, PATH: `${folder}:${process.env.PATH}`, no_proxy: "localhost,127.0.0.1" };
  return new Promise((resolve) => {
    execFile("sh", ["-c", command], { env: environment }, (_error, stdout, stderr) => resolve(`${stdout}${stderr}`.trim()));
  });
}

test("the page turns green by itself once the cluster's side has run the command", async ({ page, apiServers, folder }) => {
  const { url: apiServer, caPem, token } = apiServers.alpha;
  installFakeKubectl(folder, { apiServer, caPem, token: token() });
  const name = uniqueName("commanded");
  await page.goto("/clusters/new");
  await page.getByText("Run one command there").click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("button", { name: "Make the command" }).click();
  await expect(page.getByText("Waiting for the cluster to answer.")).toBeVisible();
  const command = await page.locator("pre", { hasText: "curl -fsS" }).innerText();
  expect(await runCommand(command, folder)).toBe("promfleet: registered");

  await expect(page.getByText("The cluster is registered.")).toBeVisible();
  expect(await runCommand(command, folder)).toBe("promfleet: the registration code is used");
  expect(readFileSync(join(folder, "applied.yml"), "utf8")).toContain("resources: [nodes/proxy, pods/proxy]");
  await page.getByRole("link", { name: "Go to its checkup" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\?tab=checkup$/);
});

test("the manifest follows the tier, the price of nodes/proxy is said, and jobs without their right are marked", async ({
  page,
  app,
  apiServers,
}) => {
  const id = await registerCluster(app.client, apiServers.alpha, { name: uniqueName("least"), jobs: ["nodes", "nodes-direct"] });
  await page.goto(`/clusters/${id}?tab=access`);
  await expect(page.getByText("nodes/proxy is as much as a shell in every pod")).toBeVisible();
  await page.getByRole("radio", { name: "Read metrics without a proxy" }).check();
  await expect(page.getByText("nodes/proxy is as much as a shell in every pod")).toBeHidden();
  await expect(page.getByRole("row", { name: /^nodes list, watch nodes get nodes\/proxy \(not allowed\)/ })).toContainText(
    "not in this tier",
  );
  await expect(page.getByRole("row", { name: /^nodes-direct/ })).toContainText("yes");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  const manifest = readFileSync(await (await download).path(), "utf8");
  expect(manifest).toContain("resources: [nodes/metrics]");
  expect(manifest).not.toContain("proxy");
});
