import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Browser, createBrowser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";
import { BODY_BYTES_MAX } from "./read-body";
import { route } from "./route";

let temporary: TemporaryDatabase;
let browser: Browser;
let changes = 0;

const change = route(
  { body: z.strictObject({ name: z.string().min(2, { error: "cluster/name" }), count: z.int().max(3) }) },
  async ({ body }) => {
    changes += 1;
    return Response.json(body, { status: 201 });
  },
);
const failing = (error: unknown) =>
  route({}, async () => {
    throw error;
  });

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  browser = await signInFirstAdmin();
});

afterAll(async () => {
  await temporary.remove();
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  browser.send(change, "/api/v1/things", { method: "POST", body, headers });

/** A request as it comes from anywhere, with the cookie of somebody who is signed in. */
function foreign(headers: Record<string, string>, withCookie = true) {
  const cookie = withCookie ? { cookie: [...browser.cookies].map((pair) => pair.join("=")).join("; ") } : {};
  const init = {
    method: "POST",
    body: '{"name":"ab","count":1}',
    headers: { "content-type": "application/json", ...cookie, ...headers },
  };
  return change(new Request(`${env().externalUrl}/api/v1/things`, init), { params: Promise.resolve({}) });
}

test("well-formed input reaches the handler; the reply is not kept by anybody", async () => {
  const reply = await post({ name: "ab", count: 1 });
  expect([reply.status, reply.headers.get("cache-control")]).toEqual([201, "no-store"]);
  expect(reply.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

test("wrong input comes back as addressed problems without what was typed", async () => {
  const reply = await post({ name: "", count: 4, token: "canary" });
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  const text = await reply.text();
  expect(JSON.parse(text)).toMatchObject({
    type: "about:blank",
    status: 422,
    code: "invalid_input",
    problems: [
      { code: "cluster/name", path: ["name"], severity: "error" },
      { code: "request/too-big", path: ["count"], parameters: { maximum: 3 } },
      { code: "request/unrecognized-keys", path: [], parameters: { keys: "token" } },
    ],
    requestId: reply.headers.get("x-request-id"),
  });
  expect(text).not.toContain("canary");
});

test.each([
  ["text that is no JSON", "{", {}, 422, "request/not-json"],
  ["a form", "name=ab", { "content-type": "application/x-www-form-urlencoded" }, 422, "request/content-type"],
  ["plain text", "{}", { "content-type": "text/plain" }, 422, "request/content-type"],
  ["more than the cap", `"${"x".repeat(BODY_BYTES_MAX)}"`, {}, 413, "request/too-large"],
])("%s is refused", async (_case, body, headers, status, code) => {
  const reply = await post(body, headers);
  expect([reply.status, (await reply.json()).problems[0].code]).toEqual([status, code]);
});

test.each<[string, Record<string, string>, number]>([
  ["our own page", { "sec-fetch-site": "same-origin" }, 201],
  ["our own page in an old browser", { origin: "http://localhost:3000" }, 201],
  ["our own page under the address of this machine", { origin: "http://127.0.0.1:3000" }, 201],
  ["another site", { "sec-fetch-site": "cross-site", origin: "http://localhost:3000" }, 403],
  ["another port of the same site", { "sec-fetch-site": "same-site" }, 403],
  ["another origin", { origin: "https://evil.example" }, 403],
  ["a page without origin", { origin: "null" }, 403],
  ["a program that has stolen a cookie and says nothing", {}, 403],
])("a change asked for by %s: %j gives %i (T-45)", async (_who, headers, status) => {
  const before = changes;
  expect((await foreign(headers)).status).toBe(status);
  expect(changes - before).toBe(status === 201 ? 1 : 0);
});

test("without a cookie the answer is to sign in", async () => {
  expect((await foreign({}, false)).status).toBe(401);
  expect((await createBrowser().send(change, "/", { method: "POST", body: {} })).status).toBe(401);
});

test.each([
  ["a known error", new AppError("conflict", { problems: [problem("cluster/changed")] }), 409, "conflict"],
  ["an unknown one", new Error("SELECT canary FROM secrets"), 500, "internal"],
  ["something that is no error", "canary", 500, "internal"],
])("%s becomes problem JSON and its words stay here", async (_case, error, status, code) => {
  const reply = await browser.send(failing(error), "/api/v1/things");
  const text = await reply.text();
  expect([reply.status, JSON.parse(text).code]).toEqual([status, code]);
  expect(text).not.toContain("canary");
});
