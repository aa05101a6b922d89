import { expect, test, uniqueName } from "./fixtures";
import { kubeconfigOf } from "./pages/kubeconfig";
import { labelledField } from "./pages/labelled-field";
import { registerCluster } from "./support/arrange";

test("a kubeconfig gives the connection; contexts that run programs are refused with a way out", async ({ page, apiServers }) => {
  const name = uniqueName("imported");
  await page.goto("/clusters/new");
  await page.getByText("Paste a kubeconfig").click();
  await page.getByRole("textbox", { name: "Kubeconfig" }).fill(kubeconfigOf(apiServers.alpha));
  const refusal = page.getByRole("alert").filter({ hasText: "This context cannot be used as it is" });
  await expect(refusal).toContainText("Context cloud gets its credential by running a program");
  await expect(refusal).toContainText("create token promfleet");
  await expect(page.getByRole("radiogroup", { name: "Context" }).getByRole("radio")).toHaveCount(1);
  await page.getByRole("button", { name: "Use this connection" }).click();

  await expect(labelledField(page, "API server")).toHaveValue(apiServers.alpha.url);
  await labelledField(page, "Name").fill(name);
  await page.getByRole("button", { name: "Check connection" }).click();
  await expect(page.getByText("Connected: Kubernetes v1.36.2")).toBeVisible();
  await page.getByRole("button", { name: "Register cluster" }).click();
  await expect(page.getByText(`Cluster ${name} is registered.`)).toBeVisible();
});

test("leaving a form with something typed asks first, and staying loses nothing", async ({ page }) => {
  await page.goto("/clusters/new");
  await labelledField(page, "Name").fill("half-typed");
  const leave = page.getByRole("navigation").getByRole("link", { name: "Job templates" });
  const questions: string[] = [];
  page.once("dialog", (dialog) => {
    questions.push(dialog.message());
    void dialog.dismiss();
  });
  await leave.click();
  await expect(labelledField(page, "Name")).toHaveValue("half-typed");
  expect(questions).toEqual(["There are changes that are not saved. Leave the page and lose them?"]);

  page.once("dialog", (dialog) => void dialog.accept());
  await leave.click();
  await expect(page).toHaveURL(/\/job-templates$/);
});

test("a cluster is deleted only after its name was typed", async ({ page, app, apiServers }) => {
  const name = uniqueName("doomed");
  const id = await registerCluster(app.client, apiServers.alpha, { name });
  await page.goto(`/clusters/${id}`);
  await page.getByRole("button", { name: "Delete cluster" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
  await expect(dialog).toContainText("Its 8 jobs and the stored token are removed from Promfleet.");
  const confirm = dialog.getByRole("button", { name: "Delete cluster" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("textbox").fill(`${name}x`);
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("textbox").fill(name);
  await confirm.click();
  await expect(page.getByText(`Cluster ${name} is deleted.`)).toBeVisible();
  await expect(page).toHaveURL(/\/clusters$/);
  expect((await app.client.send("GET", `/api/v1/clusters/${id}`)).status).toBe(404);
});
