import type { Page } from "@playwright/test";
import { expect, firstVisitTest } from "./fixtures";
import {
  EMPTY_PAGES,
  FLEET_PAGES,
  LANGUAGES,
  type Language,
  openSettled,
  type PageView,
  SETUP_PAGE,
  SIGN_IN_PAGE,
  speak,
} from "./pages/every-page";
import { fleetTest } from "./pages/fleet-test";
import type { SampleFleet } from "./support/sample-fleet";

const FOLDER = "test-results/screenshots";
const SCHEMES = ["light", "dark"] as const;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

type Look = { readonly url: string; readonly language: Language; readonly fleet?: SampleFleet };

for (const language of LANGUAGES) {
  firstVisitTest(`the pages of the first visit in ${language}`, async ({ page, freshApp }) => {
    const look = { url: freshApp.url, language };
    const foreign = collectForeignRequests(page, freshApp.url);
    await lookAt(page, SETUP_PAGE, look);
    const client = freshApp.newClient();
    await client.setUp(freshApp.setupToken());
    await lookAt(page, SIGN_IN_PAGE, look);
    await client.signIn();
    await page.context().addCookies(client.storageState().cookies);
    for (const view of EMPTY_PAGES) await lookAt(page, view, look);
    expect(foreign).toEqual([]);
  });

  fleetTest(`every page of a fleet in use in ${language}`, async ({ page, fleet }) => {
    fleetTest.slow();
    const foreign = collectForeignRequests(page, fleet.app.url);
    for (const view of FLEET_PAGES) await lookAt(page, view, { url: fleet.app.url, language, fleet });
    expect(foreign).toEqual([]);
  });
}

/** Looks at one page in one language: both colour schemes, wide and narrow. */
async function lookAt(page: Page, view: PageView, { url, language, fleet }: Look): Promise<void> {
  await firstVisitTest.step(view.name, async () => {
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: "light" });
    await speak(page, url, language);
    await page.unrouteAll({ behavior: "wait" });
    await view.arrange?.(page, fleet as SampleFleet);
    await openSettled(page, `${url}${view.path(fleet as SampleFleet)}`);
    await view.act?.(page);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.getByRole("heading", { level: 1, name: view.heading[language] })).toBeVisible();
    if (view.settled !== undefined) await expect(page.getByText(view.settled[language]).first()).toBeVisible();
    await expectNoOverflow(page, view);
    // As tall as the page: what sticks to an edge of the window must not cover the middle of the picture.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...WIDE, height: Math.max(WIDE.height, height) });
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", scheme);
      await page.screenshot({ path: `${FOLDER}/${view.name}.${language}.${scheme}.png`, fullPage: true, animations: "disabled" });
    }
    await page.setViewportSize(NARROW);
    await expectNoOverflow(page, view);
  });
}

/** Nothing sticks out of the page to the right; wide tables and editors scroll inside themselves. */
async function expectNoOverflow(page: Page, { name }: PageView): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  const message = `${name} fits into ${width} px`;
  await expect.soft.poll(() => page.evaluate(findOverflow), { message, timeout: 3_000 }).toEqual([]);
}

/** What makes a page too wide, from the outside in: tag, class and right edge in px. Runs in the page. */
function findOverflow(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    return element.getBoundingClientRect().right > clientWidth + 1;
  });
  const named = wide.map((element) => {
    const { right } = element.getBoundingClientRect();
    return `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} ends at ${Math.round(right)}`;
  });
  return [`the page is ${scrollWidth} px wide`, ...named.slice(0, 12)];
}

function collectForeignRequests(page: Page, url: string): string[] {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    const isNetwork = protocol === "http:" || protocol === "https:" || protocol === "ws:" || protocol === "wss:";
    if (isNetwork && origin !== new URL(url).origin) foreign.push(request.url());
  });
  return foreign;
}
