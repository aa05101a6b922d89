import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, expect, test } from "vitest";
import { overrideEnvForTest } from "@/lib/env";
import { certificate, startTlsServer, type TestServer } from "@/lib/http/testing/tls-server";
import { Secret } from "@/lib/secrets/secret";
import { type ListLimits, type ListOutcome, listObjects } from "./list-objects";

type Listed = { outcome: ListOutcome; names: string[]; pages: [read: number, total: number | null][]; restarts: number };

let server: TestServer | null = null;

beforeAll(() => overrideEnvForTest({ allowLoopback: true }));

afterEach(async () => {
  await server?.close();
  server = null;
});

async function listFrom(listener: RequestListener, limits: Partial<ListLimits> = {}, signal?: AbortSignal): Promise<Listed> {
  server = await startTlsServer("valid", listener);
  const tls = { caPem: certificate("authority"), serverName: null, isInsecure: false };
  const connection = { apiServer: server.url, tls, token: new Secret("t") };
  const listed: Omit<Listed, "outcome"> = { names: [], pages: [], restarts: 0 };
  const outcome = await listObjects(connection, {
    path: "/api/v1/pods",
    read: (object) => (object as { metadata?: { name?: string } }).metadata?.name ?? null,
    onPage: ({ objects, read, total }) => {
      listed.names.push(...objects);
      listed.pages.push([read, total]);
    },
    onRestart: () => {
      listed.names = [];
      listed.restarts += 1;
    },
    limits: { pageSize: 2, ...limits },
    ...(signal === undefined ? {} : { signal }),
  });
  return { outcome, ...listed };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

const place = (request: IncomingMessage) => new URL(request.url ?? "", "https://x").searchParams.get("continue") ?? "";

/** Five pods, two in a page; the continue token is the number of the first. */
function answerPage(request: IncomingMessage, response: ServerResponse): void {
  const start = Number(place(request) || 0);
  const items = [0, 1, 2, 3, 4].slice(start, start + 2).map((number) => ({ metadata: { name: `pod-${number}` } }));
  const left = 5 - start - items.length;
  json(response, 200, { metadata: left > 0 ? { continue: String(start + 2), remainingItemCount: left } : {}, items });
}

const ALL = ["pod-0", "pod-1", "pod-2", "pod-3", "pod-4"];

test("all pages over one connection, with the number that is left", async () => {
  const sockets = new Set<unknown>();
  const urls: string[] = [];
  const listed = await listFrom((request, response) => {
    sockets.add(request.socket);
    urls.push(`${request.url} ${request.headers.authorization}`);
    answerPage(request, response);
  });
  expect(listed).toEqual({
    outcome: { ok: true, count: 5 },
    names: ALL,
    pages: [
      [2, 5],
      [4, 5],
      [5, 5],
    ],
    restarts: 0,
  });
  expect(urls).toEqual(["", "&continue=2", "&continue=4"].map((after) => `/api/v1/pods?limit=2${after} Bearer t`));
  expect(sockets.size).toBe(1);
});

test("a list that is forgotten meanwhile (410) begins anew, once", async () => {
  let expired = 0;
  const listed = await listFrom((request, response) => {
    if (place(request) === "4" && expired++ === 0) return json(response, 410, { kind: "Status", code: 410 });
    answerPage(request, response);
  });
  expect(listed).toMatchObject({ outcome: { ok: true, count: 5 }, names: ALL, restarts: 1 });
  await server?.close();
  const again = await listFrom((request, response) => {
    if (place(request) === "4") return json(response, 410, { kind: "Status", code: 410 });
    answerPage(request, response);
  });
  expect(again).toMatchObject({ outcome: { ok: false, failure: "changing" }, restarts: 1 });
});

test.each([429, 503])("an overloaded API server (%i) gets the time that it asks for", async (status) => {
  let asked = 0;
  const listed = await listFrom((request, response) => {
    asked += 1;
    if (asked === 1) return json(response, status, { kind: "Status" }, { "retry-after": "0" });
    answerPage(request, response);
  });
  expect(listed).toMatchObject({ outcome: { ok: true, count: 5 }, names: ALL });
  expect(asked).toBe(4);
});

test("one that asks for more time than there is, is given up at once", async () => {
  let asked = 0;
  const listed = await listFrom(
    (_request, response) => {
      asked += 1;
      json(response, 429, { kind: "Status" }, { "retry-after": "3600" });
    },
    { totalMsMax: 60_000 },
  );
  expect([listed.outcome, asked]).toEqual([{ ok: false, failure: "busy" }, 1]);
});

test("a page that breaks off is asked for again, and no object comes twice", async () => {
  let broken = 0;
  const listed = await listFrom((request, response) => {
    if (place(request) === "2" && broken++ === 0) {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"items":[{"metadata":{"name":"pod-2"}},', () => request.socket.destroy());
      return;
    }
    answerPage(request, response);
  });
  expect(listed).toMatchObject({ outcome: { ok: true, count: 5 }, names: ALL, restarts: 0 });
});

test("pages may be compressed", async () => {
  const body = gzipSync(JSON.stringify({ metadata: {}, items: ALL.map((name) => ({ metadata: { name } })) }));
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  const listed = await listFrom((_request, response) => response.writeHead(200, headers).end(body));
  expect(listed).toMatchObject({ outcome: { ok: true, count: 5 }, names: ALL });
});

const JSON_HEADERS = { "content-type": "application/json" };
const send = (body: string | Buffer, headers: Record<string, string> = JSON_HEADERS): RequestListener => {
  return (_request, response) => void response.writeHead(200, headers).end(body);
};

test.each<[string, string, RequestListener, Partial<ListLimits>?]>([
  ["401", "unauthorized", (_request, response) => json(response, 401, { kind: "Status" })],
  ["403", "forbidden", (_request, response) => json(response, 403, { kind: "Status", message: "secret words" })],
  ["404", "absent", (_request, response) => json(response, 404, { kind: "Status" })],
  ["500", "failed", (_request, response) => json(response, 500, { kind: "Status" })],
  ["a redirect", "redirected", (_request, response) => response.writeHead(302, { location: "https://127.0.0.1:1/" }).end()],
  ["a page that ends too early", "unreadable", send('{"items":[{"metadata":{"name":"a"}}')],
  ["no list", "unreadable", send('{"kind":"Status"}')],
  ["items that are no array", "unreadable", send('{"items":{"a":1}}')],
  ["HTML", "unreadable", send("<html></html>", { "content-type": "text/html" })],
  ["a continue token without end", "unreadable", send(JSON.stringify({ metadata: { continue: "x".repeat(5000) }, items: [] }))],
  ["the same page for ever", "unreadable", send('{"metadata":{"continue":"x"},"items":[]}')],
  ["an encoding that nobody asked for", "not_http", send("x", { ...JSON_HEADERS, "content-encoding": "br" })],
  ["a broken archive", "not_http", send("no gzip at all", { ...JSON_HEADERS, "content-encoding": "gzip" })],
  [
    "a compressed bomb",
    "too_large",
    send(gzipSync(`{"items":[${" ".repeat(40_000_000)}`), { ...JSON_HEADERS, "content-encoding": "gzip" }),
    { pageBytesMax: 1_000_000 },
  ],
  ["a page without end", "too_large", send(`{"items":[${" ".repeat(2_000_000)}`), { pageBytesMax: 1_000_000 }],
  ["no answer at all", "timeout", () => undefined, { firstByteMsMax: 300 }],
  [
    "an answer that stops",
    "timeout",
    (_request, response) => void response.writeHead(200, JSON_HEADERS).write('{"items":['),
    { idleMsMax: 300 },
  ],
  [
    "an answer that drips",
    "timeout",
    (_request, response) => {
      const timer = setInterval(() => response.write(" "), 20);
      response.writeHead(200, JSON_HEADERS).on("close", () => clearInterval(timer));
    },
    { totalMsMax: 500 },
  ],
])("%s is %s", async (_case, failure, listener, limits) => {
  expect((await listFrom(listener, limits)).outcome).toEqual({ ok: false, failure });
});

test("whoever asked may leave at any time", async () => {
  const leave = new AbortController();
  const listed = listFrom(
    (request, response) => {
      if (place(request) === "2") return leave.abort();
      answerPage(request, response);
    },
    {},
    leave.signal,
  );
  await expect(listed).rejects.toMatchObject({ name: "AbortError" });
});
