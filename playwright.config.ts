import { defineConfig } from "@playwright/test";
import type { ProjectOptions } from "./e2e/fixtures";

const jsonReport = process.env.PLAYWRIGHT_JSON_FILE;

// The app under test is started by e2e/fixtures.ts, one per worker: `npm run build` first.
export default defineConfig<object, ProjectOptions>({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  fullyParallel: true,
  workers: 2,
  // One more try on a machine that nobody can look at; what needed it is named at the end. At home nothing is tried twice.
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 180_000,
  // The first page with an editor waits for half a megabyte of it, on a machine that does much else meanwhile.
  expect: { timeout: 45_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: jsonReport === undefined ? [["list"]] : [["list"], ["json", { outputFile: jsonReport }]],
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 45_000,
    trace: "retain-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium" },
  },
  projects: [
    { name: "prometheus-3.5", use: { prometheusLine: "3.5" } },
    // What no Prometheus takes part in need not be seen twice.
    { name: "prometheus-2.53", use: { prometheusLine: "2.53" }, grep: /@prometheus/ },
  ],
});
