import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page, Request } from "@playwright/test";
import { test as base, expect, SIGNED_OUT, uniqueName } from "./fixtures";
import { labelledField } from "./pages/labelled-field";
import { signIn } from "./pages/setup-page";
import { startApiServer } from "./support/api-server/start-api-server";
import { registerCluster } from "./support/arrange";
import { ADMIN, BASE_CONFIG, BASIC, CANARIES, type Ids, provoke } from "./support/canaries";
import { createCanaryNet } from "./support/canary-net";
import { deployLive } from "./support/deploy-through-api";
import { findPostgresBin, PROJECT_ROOT } from "./support/parts.mjs";
import { createDatabase } from "./support/postgres";
import type { PromfleetClient } from "./support/promfleet-client";
import { startPromfleet } from "./support/running-promfleet";

// T-CANARY, first form: secrets go in through every door, and nothing that comes out holds one of them.

type Net = ReturnType<typeof createCanaryNet>;

const test = base.extend<{ running: Awaited<ReturnType<typeof startPromfleet>> & { databaseUrl: string | null } }>({
  storageState: SIGNED_OUT,
  baseURL: ({ running }, use) => use(running.url),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
  running: async ({}, use) => {
    const adminUrl = process.env.TEST_DATABASE_URL;
    const database = adminUrl ? { databaseUrl: await createDatabase(adminUrl, uniqueName("promfleet-canary")) } : {};
    const running = await startPromfleet({ environment: { PROMFLEET_LOG_LEVEL: "trace" }, ...database });
    await use({ ...running, databaseUrl: database.databaseUrl ?? null });
    await running.stop();
  },
  // Failed requests are part of it.
  allowedConsoleErrors: [/Failed to load resource/],
});

// A recording of some forty pages with editors costs more than the pages.
test.use({ trace: "off" });
test.slow();

test("no secret leaves in a response, a page, a log line, the database or a diff @journey", async ({
  page,
  running,
  prometheus,
}) => {
  const net = createCanaryNet(CANARIES);
  const apiServer = await startApiServer({ cluster: "alpha", healthyOnly: true, token: CANARIES["cluster token"] });
  const echo = await startEcho();
  const client = listen(running.newClient(), net);
  const watched = watch(page, net);
  try {
    await client.send("POST", "/api/v1/setup", { token: running.setupToken(), ...ADMIN });
    await page.goto("/sign-in");
    await signIn(page, { ...ADMIN, password: CANARIES["wrong password"] });
    await expect(page.getByText("Email or password is wrong.")).toBeVisible();
    await signIn(page, ADMIN);
    await expect(page).not.toHaveURL(/sign-in/);
    await client.signIn(ADMIN);

    const clusterId = await registerCluster(client, { ...apiServer, token: () => CANARIES["replaced cluster token"] });
    await replaceToken(client, clusterId);
    const serverId = await register(client, prometheus, clusterId, { name: "main", baseConfig: BASE_CONFIG });
    const echoing = { url: echo.url, directory: prometheus.directory };
    const bearer = { kind: "bearer", token: CANARIES["bearer token for Prometheus"] };
    const echoId = await register(client, echoing, clusterId, { name: "echo", auth: bearer });

    const { id: deploymentId } = await deployLive(client, serverId, "first");
    const ids = { clusterId, serverId, deploymentId };
    await provoke(client, { ...ids, apiServerUrl: apiServer.url, echoUrl: echo.url, echoId });
    await visitRoutes(client, ids);
    await visitRoutes(client, { ...ids, serverId: echoId });
    await visitPages(watched, net, ids);
    await page.goto(`/servers/${echoId}`);
    await watched.settle();
    await typeWithoutSaving(page, net);

    // The form asks whether to lose what was typed.
    page.once("dialog", (dialog) => dialog.accept());
    await page.goto("about:blank");

    net.add("log", running.log());
    await running.halt();
    dumpDatabase(running, net);

    expect(net.hits()).toEqual([]);
    expect(net.sources().length).toBeGreaterThan(150);

    // The same net does catch: one canary, encoded, on a page that is not ours.
    const body = `<p>${Buffer.from(`user:${CANARIES["cluster token"]}`).toString("base64")}</p>`;
    await page.route("**/planted", (route) => route.fulfill({ contentType: "text/html", body }));
    await page.goto(`${running.url}/planted`);
    await expect.poll(() => net.hits().map((hit) => hit.canary)).toContain("cluster token");
  } finally {
    echo.server.close();
    await apiServer.stop();
  }
});

/** A page, and a wait until it has read all that it asked for. */
type Watched = { readonly page: Page; readonly settle: () => Promise<void> };

const QUIET_MS = 250;
const SETTLE_MS_MAX = 4_000;

/** Everything that a browser gets and shows goes into the net. */
function watch(page: Page, net: Net): Watched {
  const pending = new Set<Request>();
  const files = new Set<string>();
  let lastEvent = 0;
  const read = async (request: Request) => {
    const response = await request.response();
    const source = `${response?.status()} ${request.url()}`;
    net.add(`headers of ${source}`, JSON.stringify(await response?.allHeaders()));
    // Redirects have no body.
    net.add(source, (await response?.body().catch(() => null)) ?? "");
  };
  // Files of the build are the same for everybody; once each is enough.
  const isNew = (request: Request) => {
    const { pathname } = new URL(request.url());
    return !pathname.startsWith("/_next/static/") || (!files.has(pathname) && files.add(pathname) !== undefined);
  };
  const end = (request: Request) => {
    lastEvent = Date.now();
    pending.delete(request);
  };
  page.on("request", (request) => isNew(request) && pending.add(request));
  page.on("requestfinished", (request) => pending.has(request) && void read(request).finally(() => end(request)));
  page.on("requestfailed", end);
  page.on("console", (message) => net.add(`console ${message.location().url}`, message.text()));
  const settle = async () => {
    const deadline = Date.now() + SETTLE_MS_MAX;
    // A server's page asks Prometheus again and again: what has not been answered by then belongs to the next round.
    while ((pending.size > 0 || Date.now() - lastEvent < QUIET_MS) && Date.now() < deadline) await page.waitForTimeout(50);
    net.add(`shown ${page.url()}`, await page.content());
  };
  return { page, settle };
}

/** A client whose answers all go into the net. */
function listen(client: PromfleetClient, net: Net): PromfleetClient {
  const send: PromfleetClient["send"] = async (method, path, body) => {
    const response = await client.send(method, path, body);
    const text = await response.text();
    net.add(`${method} ${path} ${response.status}`, `${JSON.stringify([...response.headers])}\n${text}`);
    return new Response(text === "" ? null : text, { status: response.status, headers: response.headers });
  };
  const request: PromfleetClient["request"] = async (method, path, body) => {
    const response = await send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    ...client,
    send,
    request,
    get: (path) => request("GET", path),
    post: (path, body) => request("POST", path, body),
    signIn: async ({ email, password } = ADMIN) => void (await send("POST", "/api/auth/sign-in/email", { email, password })),
  };
}

async function replaceToken(client: PromfleetClient, clusterId: string): Promise<void> {
  const { name, apiServer, tls, labels, jobs, version } = await client.get<Record<string, unknown>>(
    `/api/v1/clusters/${clusterId}`,
  );
  const token = CANARIES["cluster token"];
  await client.request("PUT", `/api/v1/clusters/${clusterId}`, { name, apiServer, tls, labels, jobs, version, token });
}

async function register(
  client: PromfleetClient,
  { url, directory }: { url: string; directory: string },
  clusterId: string,
  { name, baseConfig = "", auth = BASIC }: { name: string; baseConfig?: string; auth?: object },
): Promise<string> {
  const transport = { kind: "directory", directory };
  const input = { name, url, transport, baseConfig, clusterIds: [clusterId], auth };
  return (await client.post<{ id: string }>("/api/v1/servers", input)).id;
}

/** Every page of app/, each as a document and as the data that the router fetches. */
async function visitPages({ page, settle }: Watched, net: Net, ids: Ids): Promise<void> {
  const paths = findFiles("page.tsx").map((folder) => withIds(`/${folder}`.replaceAll(/\/\([^)]*\)/g, "") || "/", ids));
  expect(paths.length).toBeGreaterThan(10);
  const tabs = ["settings", "base-config", "plan", "drift", "history"].map((tab) => `/servers/${ids.serverId}?tab=${tab}`);
  const clusterTabs = ["checkup", "access", "targets", "budget"].map((tab) => `/clusters/${ids.clusterId}?tab=${tab}`);
  for (const path of [...paths, ...tabs, ...clusterTabs]) {
    const data = await page.request.get(path, { headers: { rsc: "1" } });
    net.add(`rsc ${path}`, await data.body());
    await page.goto(path);
    await settle();
  }
  await page.goto(`/servers/${ids.serverId}?tab=plan`);
  const differences = page.getByText("Differences", { exact: true });
  await differences.click({ timeout: 10_000 });
  await settle();
}

/** Every route of app/ that answers GET. */
async function visitRoutes(client: PromfleetClient, ids: Ids): Promise<void> {
  const folders = findFiles("route.ts").filter((folder) => /\bGET\b/.test(readFileSync(join(APP, folder, "route.ts"), "utf8")));
  expect(folders.length).toBeGreaterThan(10);
  for (const folder of folders) await client.send("GET", withIds(`/${folder}`, ids).replace("[...all]", "get-session"));
  await client.send("GET", `/api/v1/deployments?serverId=${ids.serverId}`);
  const sides = ["live", "next", "disk", "loaded", "1"];
  for (const from of sides) {
    for (const to of sides) await client.send("GET", `/api/v1/servers/${ids.serverId}/revisions/compare?from=${from}&to=${to}`);
  }
}

const APP = join(PROJECT_ROOT, "app");

function findFiles(name: string): string[] {
  const entries = readdirSync(APP, { recursive: true, encoding: "utf8" });
  return entries.filter((path) => path === name || path.endsWith(`/${name}`)).map((path) => path.slice(0, -name.length - 1));
}

function withIds(path: string, { clusterId, serverId, deploymentId }: Ids): string {
  return path.replace("[clusterId]", clusterId).replace("[serverId]", serverId).replace("[deploymentId]", deploymentId);
}

/** What is typed stays in the page: neither stored in the browser nor part of an answer. */
async function typeWithoutSaving(page: Page, net: Net): Promise<void> {
  await page.goto("/clusters/new");
  await labelledField(page, "Name").fill("typed");
  await labelledField(page, "Bearer token").fill(CANARIES["token of a check"]);
  await expect(page.locator(".view-lines").first()).toContainText("typed");
  net.add("preview", await page.locator(".view-lines").first().innerText());
  net.add("storage", await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])));
}

/** The database as whoever steals it has it. */
function dumpDatabase({ dataDir, databaseUrl }: { dataDir: string; databaseUrl: string | null }, net: Net): void {
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) net.add(`data/${entry.name}`, readFileSync(join(entry.parentPath, entry.name)));
  }
  if (databaseUrl === null) return;
  const dump = execFileSync(join(findPostgresBin() ?? "", "pg_dump"), [databaseUrl], { maxBuffer: 256 * 1024 * 1024 });
  expect(dump.includes("Cluster")).toBe(true);
  net.add("pg_dump", dump);
}

/** Something that answers like no Prometheus and says back all that it was told. */
async function startEcho(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const [, encoded = ""] = /^Basic (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    const told = { headers: request.headers, decoded: Buffer.from(encoded, "base64").toString() };
    response.writeHead(500, { "content-type": "application/json", "x-echo": encodeURIComponent(JSON.stringify(told)) });
    response.end(JSON.stringify({ status: "error", errorType: "internal", error: JSON.stringify(told), data: told }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
