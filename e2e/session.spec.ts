import { expect, SIGNED_OUT, test, uniqueName } from "./fixtures";
import { labelledField } from "./pages/labelled-field";
import { switchToChinese } from "./pages/language";
import { setUpAsFirstVisitor, signIn } from "./pages/setup-page";
import { TEST_ADMIN } from "./support/promfleet-client";

const WRONG_SIGN_IN = "Email or password is wrong.";
const WRONG_PASSWORD = "This is not the current password.";

const PLACES = [
  ["Overview", "/"],
  ["Clusters", "/clusters"],
  ["Prometheus servers", "/servers"],
  ["Relabel lab", "/relabel"],
  ["Deployments", "/deployments"],
  ["Job templates", "/job-templates"],
  ["Account", "/account"],
] as const;

test.describe("nobody is signed in", () => {
  test.use({ storageState: SIGNED_OUT, allowedConsoleErrors: [/status of 40[013]/] });

  test("a page leads to the sign-in and back to itself", async ({ page, app }) => {
    await page.goto("/servers/new?from=here");
    await expect(page).toHaveURL(/\/sign-in\?returnTo=/);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(page.getByRole("navigation")).toHaveCount(0);

    await signIn(page, { ...TEST_ADMIN, password: "not the password" });
    await expect(page.getByText(WRONG_SIGN_IN)).toBeVisible();
    await expect(page).toHaveURL(/\/sign-in/);

    await signIn(page, TEST_ADMIN);
    await expect(page).toHaveURL(`${app.url}/servers/new?from=here`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Register a Prometheus server");
  });

  for (const returnTo of ["//example.com/", "/\\example.com"]) {
    test(`a sign-in does not lead away: ${returnTo}`, async ({ page, app }) => {
      await page.goto(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      await signIn(page, TEST_ADMIN);
      await expect(page).toHaveURL(`${app.url}/`);
    });
  }

  test("no page shows anything, and no route answers", async ({ page, app }) => {
    for (const [, path] of PLACES) {
      const answer = await page.request.get(path, { headers: { rsc: "1" }, maxRedirects: 0 });
      expect(await answer.text()).not.toContain(TEST_ADMIN.email);
      await page.goto(path);
      await expect(page, path).toHaveURL(/\/sign-in/);
    }
    for (const path of ["clusters", "servers", "deployments", "session"]) {
      const answer = await app.newClient().send("GET", `/api/v1/${path}`);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(await answer.json()).toMatchObject({ status: 401, code: "unauthenticated" });
    }
  });
});

// The overview asks every server for its targets, and other tests leave servers that are down.
test.use({ allowedConsoleErrors: [/status of 504/] });

test("every place of the navigation opens and is marked", async ({ page }) => {
  await page.goto("/");
  const navigation = page.getByRole("navigation", { name: "Main navigation" });
  for (const [name, path] of PLACES) {
    const link = navigation.getByRole("link", { name, exact: true });
    await link.click();
    await expect(page).toHaveURL((url) => url.pathname === path);
    await expect(link).toHaveAttribute("aria-current", "page");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});

test("the language stays: while typing, over a reload, on the sign-in page", async ({ page }) => {
  await page.goto("/clusters/new");
  const name = uniqueName("typed");
  await labelledField(page, "Name").fill(name);
  await switchToChinese(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/集群/);
  await expect(labelledField(page, "名称")).toHaveValue(name);

  await page.goto("/clusters");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("link", { name: "集群", exact: true })).toBeVisible();
  await page.context().clearCookies({ name: /session/ });
  await page.goto("/clusters");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
});

test.describe("an account of its own", () => {
  test.use({
    baseURL: ({ freshApp }, use) => use(freshApp.url),
    storageState: SIGNED_OUT,
    // The wrong password, refused on purpose.
    allowedConsoleErrors: [/status of (40[013]|422)/],
  });

  test("a changed password ends other sessions; signing out ends this one", async ({ page, freshApp }) => {
    await setUpAsFirstVisitor(page, freshApp.url, freshApp.setupToken(), TEST_ADMIN);
    const other = freshApp.newClient();
    await other.signIn(TEST_ADMIN);
    const changed = { ...TEST_ADMIN, password: "another battery, another staple" };

    await page.goto("/account");
    const change = async (current: string) => {
      await labelledField(page, "Current password").fill(current);
      await labelledField(page, "New password").fill(changed.password);
      await labelledField(page, "Password again").fill(changed.password);
      await page.getByRole("button", { name: "Change password" }).click();
    };
    await change("not the password");
    await expect(page.getByText(WRONG_PASSWORD)).toBeVisible();
    await expect(page.getByText("The password is changed.")).toHaveCount(0);
    await change(TEST_ADMIN.password);
    await expect(page.getByText("The password is changed.")).toBeVisible();
    expect((await other.send("GET", "/api/v1/session")).status).toBe(401);

    await page.goto("/clusters");
    const session = await page.context().cookies();
    await page.getByRole("button", { name: `Account of ${TEST_ADMIN.name}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    // Not only the cookie is gone: the session itself has ended.
    await page.context().addCookies(session);
    await page.goto("/clusters");
    await expect(page).toHaveURL(/\/sign-in/);

    await signIn(page, TEST_ADMIN);
    await expect(page.getByText(WRONG_SIGN_IN)).toBeVisible();
    await signIn(page, changed);
    await expect(page).toHaveURL(/\/clusters$/);
  });
});
