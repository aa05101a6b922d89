import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { createBrowser, type Handler, installFreshKeyring } from "./testing/browser";

const APP = join(process.cwd(), "app");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/** Everything that serves people who are not signed in. A route or page that is not here must refuse them. */
const PUBLIC = new Set([
  "GET -/healthy/route.ts",
  "GET -/ready/route.ts",
  "GET metrics/route.ts",
  "GET api/v1/setup/route.ts",
  "POST api/v1/setup/route.ts",
  // Its own list of endpoints: lib/access/auth-requests.ts, tested beside.
  "GET api/auth/[...all]/route.ts",
  "POST api/auth/[...all]/route.ts",
  // The cluster's side is not signed in: a code that works once is what it has.
  "POST api/v1/registration-codes/redeem/route.ts",
  "POST api/v1/registration-codes/script/route.ts",
  // A Prometheus host is not signed in: the token of its server is what it has; the script is the same for everybody.
  "GET api/v1/pull/bundle/route.ts",
  "POST api/v1/pull/report/route.ts",
  "GET api/v1/pull/script/route.ts",
  "(signed-out)/setup/page.tsx",
  "(signed-out)/sign-in/page.tsx",
]);

/** The lab may be open to everybody; `requireLabActor` asks the installation's setting. */
const lockOf = (path: string) => (path.startsWith("(lab)/") ? /await requireLabActor\(\)/ : /await requirePageActor\(\)/);

const files = readdirSync(APP, { recursive: true, encoding: "utf8" }).sort();
const routeFiles = files.filter((path) => path.endsWith("route.ts"));
const pageFiles = files.filter((path) => path.endsWith("page.tsx"));

type Entry = { name: string; method: string; handler: Handler };
const entries: Entry[] = [];
let temporary: TemporaryDatabase;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  installFreshKeyring();
  for (const path of routeFiles) {
    const module = (await import(/* @vite-ignore */ join(APP, path))) as Record<string, Handler | undefined>;
    for (const method of METHODS) {
      const handler = module[method];
      if (handler !== undefined) entries.push({ name: `${method} ${relative(APP, join(APP, path))}`, method, handler });
    }
  }
});

afterAll(async () => {
  await temporary.remove();
});

test("every API route that is not on the list refuses people who are not signed in", async () => {
  const browsers = { nobody: createBrowser(), forged: createBrowser() };
  browsers.forged.cookies.set("promfleet.session_token", "forged.forged");
  const open: string[] = [];
  for (const { name, method, handler } of entries.filter(({ name }) => !PUBLIC.has(name))) {
    for (const [who, browser] of Object.entries(browsers)) {
      // Known ways around locks that stand in front of the routes (T-48).
      const headers = { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy", rsc: "1" };
      const reply = await browser.send(handler, "/api", { method, headers, ...(method === "GET" ? {} : { body: {} }) });
      if (reply.status !== 401) open.push(`${name} for ${who}: ${reply.status}`);
    }
  }
  expect(open).toEqual([]);
  expect(entries.length).toBeGreaterThan(8);
});

test("the list of public routes and pages names nothing that does not exist", () => {
  const known = new Set([...entries.map(({ name }) => name), ...pageFiles]);
  expect([...PUBLIC].filter((name) => !known.has(name) && !name.endsWith("page.tsx"))).toEqual([]);
});

test("every page that is not on the list asks for its actor itself", () => {
  // A layout is no lock: Next may render a page without it.
  const open = pageFiles.filter((path) => !PUBLIC.has(path) && !lockOf(path).test(readFileSync(join(APP, path), "utf8")));
  expect(open).toEqual([]);
});

test("there are no server actions, which would be entries without a lock", () => {
  const folders = ["app", "components", "lib"]
    .map((folder) => join(process.cwd(), folder))
    .filter((folder) => existsSync(folder));
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".test.ts"))
      .map((path) => join(folder, path)),
  );
  expect(sources.filter((path) => /^\s*["']use server["']/m.test(readFileSync(path, "utf8")))).toEqual([]);
});
