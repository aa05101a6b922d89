import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { editorLines, readyEditor } from "./pages/code-editor";
import { speak } from "./pages/every-page";

const RULES = `# Rules of the team

# only production
- source_labels: [env] # where it runs
  regex: prod
  action: keep

- target_label: team
  replacement: 'a' # quoted
`;

const TARGETS = '__address__="10.0.0.1:9100"\nenv="test"\n__meta_kubernetes_pod_label_app="web"';

test("labels of the targets are proposed with their values, then values for the regex", async ({ page }) => {
  await openEditor(page, { rules: "- action: keep\n  " });
  await toEnd(page);
  await page.keyboard.type("sour");
  const list = suggestions(page);
  await list.getByRole("option", { name: /^source_labels/ }).waitFor();
  await page.keyboard.press("Enter");
  await expect(list.getByRole("option", { name: /__meta_kubernetes_pod_label_app.*web/ })).toBeVisible();
  await expect(list.getByRole("option", { name: /__meta_kubernetes_service_name/ })).toHaveCount(0);
  await page.keyboard.type("pod_label");
  await expect(list.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect.poll(() => stored(page, "rulesText")).toContain("source_labels: [__meta_kubernetes_pod_label_app]");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("reg");
  await list.getByRole("option", { name: /^regex/ }).waitFor();
  await page.keyboard.press("Enter");
  await list.getByRole("option", { name: /^web/ }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => stored(page, "rulesText")).toMatch(/regex: web$/);
});

test("only fields that the action uses are proposed, each once", async ({ page }) => {
  await openEditor(page, { rules: "- action: labeldrop\n  " });
  await toEnd(page);
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(suggestions(page).getByRole("option")).toHaveCount(1);
  await expect(suggestions(page).getByRole("option", { name: /^regex/ })).toBeVisible();
});

test("pointing at a word explains it and its rule", async ({ page }) => {
  await openEditor(page);
  await page.locator(".view-line").getByText("keep", { exact: true }).hover();
  await expect(page.getByRole("tooltip")).toContainText("Drop the target unless");
  await expect(page.getByRole("tooltip")).toContainText("env");
});

test("a misspelt action is mended by the quick fix", async ({ page }) => {
  await openEditor(page, { rules: "- action: kep\n  regex: x\n" });
  await expect(page.locator(".squiggly-error").first()).toBeVisible();
  await page.locator(".view-line").getByText("kep", { exact: true }).click();
  await page.keyboard.press("ControlOrMeta+.");
  await page.getByText("Write keep", { exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => stored(page, "rulesText")).toBe("- action: keep\n  regex: x\n");
});

test("a rule is switched off by key and stays off while rules are typed above it", async ({ page }) => {
  await openEditor(page);
  await expect(page.getByText("Dropped by rule 1")).toBeVisible();
  await page.locator(".view-line").getByText("prod", { exact: true }).click();
  await page.keyboard.press("F9");
  await expect(page.getByText("Kept: Prometheus scrapes this URL")).toBeVisible();
  await expect(page.locator(".promfleet-text-off").first()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("- target_label: first\n");
  await expect.poll(() => stored(page, "rulesOff")).toEqual([1]);
  await page.locator(".promfleet-switch-off").click();
  await expect.poll(() => stored(page, "rulesOff")).toEqual([]);
});

test("Tab can leave the text", async ({ page }) => {
  await openEditor(page);
  await page.locator(".view-line").first().click();
  await page.keyboard.press("Control+m");
  await page.keyboard.press("Tab");
  const isInside = await page.evaluate(() => document.querySelector(".monaco-editor")?.contains(document.activeElement));
  expect(isInside).toBe(false);
});

test("the form changes a field and nothing else; Ctrl+Z takes it back in either view", async ({ page }) => {
  await openEditor(page, { view: "form" });
  await rule(page, 1).getByLabel("regex", { exact: true }).fill("prod|test");
  await expect.poll(() => stored(page, "rulesText")).toBe(RULES.replace("regex: prod", "regex: prod|test"));
  await expect(rule(page, 1)).toContainText("test");
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => stored(page, "rulesText")).toBe(RULES);

  await rule(page, 2).getByLabel("replacement", { exact: true }).fill("b");
  await showView(page, "YAML");
  await expect(page.locator(".view-line").getByText("'b'", { exact: true })).toBeVisible();
  await showView(page, "Form");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => stored(page, "rulesText")).toBe(RULES);
});

test("an edit of the form is a step of the text's own undo history", async ({ page }) => {
  await openEditor(page);
  await showView(page, "Form");
  await rule(page, 2).getByLabel("replacement", { exact: true }).fill("b");
  await expect.poll(() => stored(page, "rulesText")).toContain("'b'");
  await showView(page, "YAML");
  await page.locator(".view-line").first().click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => stored(page, "rulesText")).toBe(RULES);
});

test("a field that is emptied loses its key; an empty text is something else", async ({ page }) => {
  await openEditor(page, { view: "form" });
  const replacement = rule(page, 2).getByLabel("replacement", { exact: true });
  await replacement.fill("");
  await replacement.blur();
  await expect.poll(() => stored(page, "rulesText")).toBe(RULES.replace("replacement: 'a' # quoted", "# quoted"));
  await expect(replacement).toHaveAttribute("placeholder", "$1");
  await rule(page, 2).getByRole("button", { name: "Set replacement of rule 2 to an empty text" }).click();
  await expect.poll(() => stored(page, "rulesText")).toContain('replacement: ""');
  await expect(rule(page, 2)).toContainText("Written as an empty text");
});

test("rules are moved by keys: the focus goes along and the place is announced", async ({ page }) => {
  await openEditor(page, { view: "form" });
  await rule(page, 2).getByLabel("target_label", { exact: true }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(page.getByText("Rule 2 is now rule 1 of 2.")).toBeAttached();
  await expect(rule(page, 1).getByLabel("target_label", { exact: true })).toBeFocused();
  const moved =
    "# Rules of the team\n\n- target_label: team\n  replacement: 'a' # quoted\n\n" +
    "# only production\n- source_labels: [env] # where it runs\n  regex: prod\n  action: keep\n";
  await expect.poll(() => stored(page, "rulesText")).toBe(moved);
  await rule(page, 1).getByRole("button", { name: "Move rule 1: drag it, or press the arrow keys" }).focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByText("Rule 1 is already the first.")).toBeAttached();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => stored(page, "rulesText")).toBe(RULES);
});

test("rules are moved by dragging", async ({ page }) => {
  await openEditor(page, { view: "form" });
  const handle = await rule(page, 2)
    .getByRole("button", { name: /^Move rule 2: drag/ })
    .boundingBox();
  const first = await rule(page, 1).boundingBox();
  if (handle === null || first === null) throw new Error("no rules to drag");
  await page.mouse.move(handle.x + 8, handle.y + 8);
  await page.mouse.down();
  await page.mouse.move(handle.x + 8, first.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => stored(page, "rulesText")).toMatch(/team\n\n- target_label: team/);
});

test("rules are switched off, copied, deleted and added; off stays with its rule", async ({ page }) => {
  await openEditor(page, { view: "form" });
  await rule(page, 1).getByRole("switch").click({ force: true });
  await expect(page.getByText("Kept: Prometheus scrapes this URL")).toBeVisible();
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByRole("menuitem", { name: "Take one of several shards" }).click();
  await expect(rule(page, 4)).toBeVisible();
  await page.getByRole("button", { name: "More for rule 2" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(rule(page, 5)).toBeVisible();
  await page.getByRole("button", { name: "More for rule 2" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(rule(page, 5)).toHaveCount(0);
  await expect.poll(() => stored(page, "rulesOff")).toEqual([0]);
  await rule(page, 1).getByRole("button", { name: "Move rule 1 down" }).click();
  await expect.poll(() => stored(page, "rulesOff")).toEqual([1]);
});

test("a text that is no list of rules is shown with a way back", async ({ page }) => {
  await openEditor(page, { rules: "- a: [", view: "form" });
  await expect(page.getByText("The form cannot show this text yet")).toBeVisible();
  await page.getByRole("button", { name: "Back to YAML" }).click();
  await readyEditor(page);
  await expect(editorLines(page)).toBeVisible();
});

test("a finding leads to its rule, in either view", async ({ page }) => {
  await openEditor(page, { rules: `${RULES}- source_labels: [env]\n  regex: ^test$\n  target_label: stage\n` });
  const show = page.getByRole("region", { name: "Findings" }).getByRole("listitem").filter({ hasText: "Rule 3" });
  await show.getByRole("button", { name: "Show in the rules" }).first().click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest(".monaco-editor") !== null)).toBe(true);
  await page.keyboard.press("F9");
  await expect.poll(() => stored(page, "rulesOff")).toEqual([2]);
  await page.keyboard.press("F9");
  await showView(page, "Form");
  await show.getByRole("button", { name: "Show in the rules" }).first().click();
  await expect(rule(page, 3).getByRole("button", { name: /^Move rule 3:/ })).toBeFocused();
});

test("the chosen view is kept", async ({ page }) => {
  await openEditor(page, { view: "form" });
  await page.reload();
  await expect(rule(page, 2)).toBeVisible();
});

for (const { scheme, language } of [
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "zh-CN" },
] as const) {
  test(`the form has no accessibility violations and fits a phone, ${scheme}, ${language}`, async ({ page, app }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await speak(page, app.url, language);
    await openEditor(page, { view: "form", rules: `${RULES}- action: kep\n  modulus: 3\n`, off: [0] });
    const group = page.getByRole("listitem").filter({ has: page.getByRole("combobox") });
    await expect(group.nth(2)).toBeVisible();
    const { violations } = await new AxeBuilder({ page })
      .include("[aria-labelledby=lab-rules]")
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary }))),
    ).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
  });
}

type Start = { rules?: string; view?: "yaml" | "form"; off?: readonly number[] };

/** Opens the lab on rules and a target, as an earlier visit would have left them. */
async function openEditor(page: Page, { rules = RULES, view = "yaml", off = [] }: Start = {}): Promise<void> {
  const draft = {
    rulesText: rules,
    rulesOff: off,
    labelsText: TARGETS,
    job: {
      job_name: "example",
      scheme: "http",
      metrics_path: "/metrics",
      scrape_interval: "1m",
      scrape_timeout: "10s",
      params: "",
    },
    prometheusVersion: "3.5.3",
  };
  await page.addInitScript(
    ([text, chosen]) => {
      if (localStorage.getItem("promfleet.relabel-lab") !== null) return;
      localStorage.setItem("promfleet.relabel-lab", text);
      localStorage.setItem("promfleet.rule-view", JSON.stringify(chosen));
    },
    [JSON.stringify(draft), view] as const,
  );
  await page.goto("/relabel");
  if (view === "yaml") await readyEditor(page);
  else await page.getByRole("radiogroup").first().waitFor();
}

async function showView(page: Page, name: "YAML" | "Form"): Promise<void> {
  await page.getByRole("radiogroup").first().getByText(name, { exact: true }).click();
  if (name === "YAML") await readyEditor(page);
}

async function toEnd(page: Page): Promise<void> {
  await page.locator(".view-line").first().click();
  await page.keyboard.press("ControlOrMeta+End");
}

function suggestions(page: Page): Locator {
  return page.locator(".suggest-widget.visible");
}

function rule(page: Page, number: number): Locator {
  return page.getByRole("listitem", { name: `Rule ${number}`, exact: true });
}

/** What the lab works on, as it keeps it over a reload: the editor draws only the lines that fit. */
async function stored(page: Page, part: string): Promise<unknown> {
  const draft = await page.evaluate(() => localStorage.getItem("promfleet.relabel-lab"));
  return (JSON.parse(draft ?? "{}") as Record<string, unknown>)[part];
}
