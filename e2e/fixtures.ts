import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type ConsoleMessage, expect } from "@playwright/test";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { findPrometheusBin, type PrometheusLine } from "@/e2e/support/parts.mjs";
import { createDatabase } from "@/e2e/support/postgres";
import { createClient, type PromfleetClient } from "@/e2e/support/promfleet-client";
import { type RealPrometheus, startPrometheus } from "@/e2e/support/real-prometheus";
import { type RunningOptions, type RunningPromfleet, startPromfleet } from "@/e2e/support/running-promfleet";

/** Set per project in playwright.config.ts. */
export type ProjectOptions = { prometheusLine: PrometheusLine };

/** A running production build with its administrator set up. */
export type App = RunningPromfleet & {
  /** Signed in as the administrator. */
  readonly client: PromfleetClient;
  /** The administrator's session as Playwright takes it. */
  readonly storageState: ReturnType<PromfleetClient["storageState"]>;
};

type WorkerFixtures = ProjectOptions & { app: App };
type TestFixtures = {
  /** A second Promfleet that nobody has visited yet: for the first visit, restarts, crashes. */
  freshApp: RunningPromfleet;
  /** A real Prometheus of the project's line with an empty config in a directory of its own. */
  prometheus: RealPrometheus;
  /** Two clusters whose targets can all be UP. */
  apiServers: { alpha: ApiServer; beta: ApiServer };
  /** A temporary folder of the test. */
  folder: string;
  /** Console errors that a test provokes on purpose. */
  allowedConsoleErrors: RegExp[];
};

/** For tests of what the anonymous see. */
export const SIGNED_OUT: { cookies: []; origins: [] } = { cookies: [], origins: [] };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  prometheusLine: ["3.5", { option: true, scope: "worker" }],

  app: [
    async ({ prometheusLine }, use) => {
      const running = await startPromfleet(await appOptions(prometheusLine));
      const client = createClient(running.url);
      await client.setUp(running.setupToken());
      await client.signIn();
      await use({ ...running, client, storageState: client.storageState() });
      await running.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],

  // Pages are the administrator's unless a test says `test.use({ storageState: SIGNED_OUT })`.
  storageState: ({ app }, use) => use(app.storageState),
  baseURL: ({ app }, use) => use(app.url),

  freshApp: async ({ prometheusLine }, use) => {
    const running = await startPromfleet(await appOptions(prometheusLine));
    await use(running);
    await running.stop();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "promfleet-e2e-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },

  prometheus: async ({ prometheusLine, folder }, use, testInfo) => {
    const prometheus = await startPrometheus({ line: prometheusLine, directory: join(folder, "prometheus") });
    await use(prometheus);
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach("prometheus.log", { body: prometheus.log() });
    await prometheus.stop();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
  apiServers: async ({}, use) => {
    const alpha = await startApiServer({ cluster: "alpha", healthyOnly: true });
    const beta = await startApiServer({ cluster: "beta", healthyOnly: true });
    await use({ alpha, beta });
    await Promise.all([alpha.stop(), beta.stop()]);
  },

  allowedConsoleErrors: [[], { option: true }],

  page: async ({ page, allowedConsoleErrors }, use) => {
    const errors: string[] = [];
    page.on("console", (message) => message.type() === "error" && errors.push(describe(message)));
    page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
    await use(page);
    const unexpected = errors.filter((text) => !allowedConsoleErrors.some((allowed) => allowed.test(text)));
    expect(unexpected, "errors in the browser's console").toEqual([]);
  },
});

/**
 * For tests that begin with the first visit: pages open on `freshApp`, and nobody is signed in.
 * The shared app takes no part and is not started for it.
 */
export const firstVisitTest = test.extend({
  baseURL: ({ freshApp }, use) => use(freshApp.url),
  storageState: SIGNED_OUT,
});

export { expect };

/** A name that no other test uses: workers share one app. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString("hex")}`;
}

async function appOptions(line: PrometheusLine): Promise<RunningOptions> {
  const programs = findPrometheusBin(line);
  const adminUrl = process.env.TEST_DATABASE_URL;
  if (adminUrl === undefined || adminUrl === "") return { programs };
  return { programs, databaseUrl: await createDatabase(adminUrl, uniqueName("promfleet-e2e")) };
}

function describe(message: ConsoleMessage): string {
  const { url } = message.location();
  return `${message.text()} (${url})`;
}
