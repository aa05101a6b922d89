import { statSync, utimesSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { POST as authPost } from "@/app/api/auth/[...all]/route";
import { GET as sessionGet } from "@/app/api/v1/session/route";
import { GET as setupGet, POST as setupPost } from "@/app/api/v1/setup/route";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { overrideEnvForTest } from "@/lib/env";
import { issueSetupToken, setupTokenFile } from "./setup-token";
import { ADMIN, type Browser, createBrowser, installFreshKeyring, signInFirstAdmin } from "./testing/browser";

let temporary: TemporaryDatabase;

beforeEach(async () => {
  temporary = await installTemporaryDatabase();
  installFreshKeyring();
});

afterEach(async () => {
  await temporary.remove();
});

const setUp = (browser: Browser, token: string, changes: object = {}) =>
  browser.send(setupPost, "/api/v1/setup", { method: "POST", body: { ...ADMIN, token, ...changes } });
const isSignedIn = async (browser: Browser) => (await browser.send(sessionGet, "/api/v1/session")).status === 200;

test("50 visitors with the right token at once make exactly one administrator (T-40)", async () => {
  const token = await issueSetupToken();
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_unused, index) => setUp(createBrowser(), token, { email: `admin${index}@example.com` })),
  );
  expect(replies.filter(({ status }) => status === 204)).toHaveLength(1);
  // The others find nothing to set up any more, or a queue of passwords to hash that is full (T-41).
  const refused = replies.map(({ status }) => status).filter((status) => status === 404 || status === 429);
  expect(refused).toHaveLength(49);
  expect(await db().user.count()).toBe(1);
  expect(await db().account.count()).toBe(1);
});

test("without the setup token there is no administrator, and afterwards there is no setup", async () => {
  const browser = createBrowser();
  const token = await issueSetupToken();
  expect((await setUp(browser, "0".repeat(32))).status).toBe(403);
  expect(await db().user.count()).toBe(0);
  expect(await (await browser.send(setupGet, "/api/v1/setup")).json()).toEqual({ needed: true });
  expect((await setUp(browser, token)).status).toBe(204);
  expect(await (await browser.send(setupGet, "/api/v1/setup")).json()).toEqual({ needed: false });
  expect((await setUp(browser, token)).status).toBe(404);
});

test("a setup token is for its owner's eyes, one at a time, for an hour", async () => {
  const old = await issueSetupToken();
  const token = await issueSetupToken();
  expect(statSync(setupTokenFile()).mode & 0o777).toBe(0o600);
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect((await setUp(createBrowser(), old)).status).toBe(403);
  const anHourAgo = Date.now() / 1000 - 3601;
  utimesSync(setupTokenFile(), anHourAgo, anHourAgo);
  expect((await setUp(createBrowser(), token)).status).toBe(403);
});

test("signing up is closed, whatever better-auth could do", async () => {
  const browser = await signInFirstAdmin();
  for (const path of ["/api/auth/sign-up/email", "/api/auth/get-session", "/api/auth/update-user", "/api/auth/delete-user"]) {
    const reply = await browser.send(authPost, path, { method: "POST", body: { ...ADMIN, email: "eve@example.com" } });
    expect([path, reply.status]).toEqual([path, 404]);
  }
  expect(await db().user.count()).toBe(1);
});

test("a session works until it is signed out of", async () => {
  const browser = await signInFirstAdmin();
  const session = await browser.send(sessionGet, "/api/v1/session");
  expect(await session.json()).toMatchObject({ user: { name: "Ada", email: ADMIN.email, role: "admin" } });
  const stolen = createBrowser();
  for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
  expect((await browser.send(authPost, "/api/auth/sign-out", { method: "POST", body: {} })).status).toBe(200);
  expect(await isSignedIn(browser)).toBe(false);
  expect(await isSignedIn(stolen)).toBe(false);
});

test("the password is kept as argon2id with at least 19 MiB and two passes", async () => {
  await signInFirstAdmin();
  expect((await db().account.findFirst())?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("a wrong password and an unknown account look the same", async () => {
  await signInFirstAdmin();
  const wrong = await createBrowser().signIn(ADMIN.email, "wrong password!");
  const unknown = await createBrowser().signIn("nobody@example.com", "wrong password!");
  const withoutId = async (reply: Response) => ({ ...(await reply.json()), requestId: "" });
  expect(wrong.status).toBe(401);
  expect([unknown.status, await withoutId(unknown)]).toEqual([wrong.status, await withoutId(wrong)]);
});

test("the eleventh attempt on one account within a minute has to wait, wherever it comes from", async () => {
  await signInFirstAdmin();
  await db().rateLimit.deleteMany();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const reply = await createBrowser().send(authPost, "/api/auth/sign-in/email", {
      method: "POST",
      body: { email: ADMIN.email, password: "wrong password!" },
      headers: { "x-forwarded-for": `198.51.100.${attempt}` },
    });
    statuses.push(reply.status);
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429]);
});

test.each([
  ["without trusted proxies nobody's X-Forwarded-For is believed", [], [...Array(11).fill(401)]],
  [
    "behind a trusted proxy an address has ten attempts, whatever it claims to forward",
    ["10.0.0.5"],
    [...Array(10).fill(401), 429],
  ],
])("%s", async (_case, trustedProxies, expected) => {
  overrideEnvForTest({ trustedProxies });
  await signInFirstAdmin();
  await db().rateLimit.deleteMany();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const reply = await createBrowser().send(authPost, "/api/auth/sign-in/email", {
      method: "POST",
      body: { email: `nobody-${attempt}@example.com`, password: "wrong password!" },
      headers: { "x-forwarded-for": `198.51.100.${attempt}, 203.0.113.9, 10.0.0.5` },
    });
    statuses.push(reply.status);
  }
  expect(statuses).toEqual(expected);
});

test("changing the password needs the old one and ends every other session", async () => {
  const browser = await signInFirstAdmin();
  const other = createBrowser();
  await other.signIn();
  const change = (currentPassword: string) =>
    browser.send(authPost, "/api/auth/change-password", {
      method: "POST",
      body: { currentPassword, newPassword: "another long passphrase" },
    });
  const refused = await change("not the password");
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ problems: [{ code: "request/wrong-password", path: ["currentPassword"] }] });
  expect((await change(ADMIN.password)).status).toBe(200);
  expect(await isSignedIn(other)).toBe(false);
  expect(await isSignedIn(browser)).toBe(true);
  expect((await createBrowser().signIn()).status).toBe(401);
  expect((await createBrowser().signIn(ADMIN.email, "another long passphrase")).status).toBe(200);
});

test.each([
  ["unused for 31 minutes", { updatedAt: new Date(Date.now() - 31 * 60_000) }, false],
  ["unused for 29 minutes", { updatedAt: new Date(Date.now() - 29 * 60_000) }, true],
  ["older than its end", { expiresAt: new Date(Date.now() - 1000) }, false],
])("a session %s: signed in is %j -> %s", async (_case, data, expected) => {
  const browser = await signInFirstAdmin();
  await db().session.updateMany({ data });
  expect(await isSignedIn(browser)).toBe(expected);
  // What has ended stays ended.
  expect(await isSignedIn(browser)).toBe(expected);
});

test("the session cookie is out of reach of scripts and other sites", async () => {
  await signInFirstAdmin();
  const reply = await createBrowser().signIn();
  const [cookie] = reply.headers.getSetCookie();
  expect(cookie).toMatch(/^promfleet\.session_token=.*HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(cookie).toMatch(/Max-Age=43200/i);
});
