import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiServer, startApiServer } from "./start-api-server";
import { startTrap } from "./trap";

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer({ cluster: "beta" });
});
afterAll(() => server.stop());

type Answer = { code: number; headers: Record<string, unknown>; text: string };

/** One request; `untilMs` reads a stream for that long and then hangs up. */
function get(path: string, token: string | null = server.token(), untilMs = 0): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const request = httpsRequest(`${server.url}${path}`, { ca: server.caPem, headers, agent: false }, (response) => {
      let text = "";
      const finish = () => resolve({ code: response.statusCode ?? 0, headers: response.headers, text });
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      response.once("end", finish);
      if (untilMs === 0) return;
      setTimeout(() => {
        finish();
        request.destroy();
      }, untilMs);
    });
    request.once("error", reject);
    request.end();
  });
}

type Event = { type: string; object: { kind: string; metadata: { name?: string; annotations?: Record<string, string> } } };
const events = ({ text }: Answer): Event[] =>
  text
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const PODS = "/api/v1/pods";

test("a wrong token gets the very words of a real API server", async () => {
  const { code, text } = await get("/version", "wrong");
  const words =
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}\n';
  expect([code, text]).toEqual([401, words]);
});

test.each([
  ["no token is the anonymous user", "/api/v1/nodes", null, 403, 'User "system:anonymous" cannot list resource "nodes"'],
  ["the anonymous may not scrape either", "/metrics", null, 403, 'User "system:anonymous" cannot get path "/metrics"'],
  ["what is not there", "/api/v1/nodes/nowhere", "own", 404, 'nodes \\"nowhere\\" not found'],
  ["an unknown resource", "/apis/apps/v1/deployments", "own", 404, "could not find the requested resource"],
  [
    "a service without pods",
    "/api/v1/namespaces/edge/services/external-db:9104/proxy/metrics",
    "own",
    503,
    "no endpoints available",
  ],
  ["a service of slices only", "/api/v1/namespaces/edge/services/slice-only:9104/proxy/metrics", "own", 404, "not found"],
  [
    "a target port instead of a service port",
    "/api/v1/namespaces/shop/services/https:payments:8443/proxy/metrics",
    "own",
    503,
    "no service port 8443",
  ],
  ["a pod without an address", "/api/v1/namespaces/shop/pods/pending-noip:9090/proxy/metrics", "own", 400, "address not allowed"],
  [
    "two parts are a name and a port",
    "/api/v1/namespaces/shop/pods/http:db-0/proxy/metrics",
    "own",
    404,
    'pods \\"http\\" not found',
  ],
  ["a node that is dead", "/api/v1/nodes/beta-worker-dead/proxy/metrics", "own", 503, "error trying to reach service"],
])("%s", async (_guarantee, path, token, code, words) => {
  const answer = await get(path, token === "own" ? server.token() : null);
  expect(answer.code).toBe(code);
  expect(answer.text.replaceAll('\\"', '"')).toContain(words.replaceAll('\\"', '"'));
});

test("a port name makes the API server drop that one request", async () => {
  const path = "/api/v1/namespaces/monitoring/pods/http:node-exporter-x7k2p:metrics/proxy/metrics";
  await expect(get(path)).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect((await get("/readyz")).code).toBe(200);
});

test("a list comes in pages, and Endpoints with its warning", async () => {
  const names: string[] = [];
  let next: string | undefined = "";
  while (next !== undefined) {
    const { text } = await get(`${PODS}?limit=20&continue=${next}`);
    const list = JSON.parse(text) as { items: { metadata: { name: string } }[]; metadata: { continue?: string } };
    names.push(...list.items.map((item) => item.metadata.name));
    next = list.metadata.continue;
  }
  expect([names.length, new Set(names.map((name) => name)).size]).toEqual([46, 46]);
  expect((await get("/api/v1/endpoints")).headers.warning).toMatch(/^299 - "v1 Endpoints is deprecated/);
});

test("a streaming list ends with the bookmark that says so, then changes follow", async () => {
  const query = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  const watching = get(`/api/v1/nodes?${query}`, server.token(), 600);
  setTimeout(() => server.store.put("nodes", { metadata: { name: "beta-new" }, status: {} }), 200);
  setTimeout(() => server.store.remove("nodes", null, "beta-new"), 300);
  const seen = events(await watching);
  expect(seen.map((event) => event.type)).toEqual(["ADDED", "ADDED", "ADDED", "ADDED", "BOOKMARK", "ADDED", "DELETED"]);
  expect(seen[4]?.object.metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
  expect(seen.every((event) => event.object.kind === "Node")).toBe(true);
});

test.each([
  ["nothing new after the current version", () => `resourceVersion=${server.store.currentVersion()}`, []],
  ["a version from before the recording has expired", () => "resourceVersion=1", ["ERROR"]],
])("a watch: %s", async (_guarantee, query, types) => {
  expect(events(await get(`/api/v1/namespaces?watch=true&${query()}`, server.token(), 300)).map(({ type }) => type)).toEqual(
    types,
  );
});

test("a watch ends after timeoutSeconds", async () => {
  const { code } = await get(`/api/v1/nodes?watch=true&timeoutSeconds=1&resourceVersion=${server.store.currentVersion()}`);
  expect(code).toBe(200);
});

test("a probe names the target that it was asked for", async () => {
  const path =
    "/api/v1/namespaces/monitoring/services/http:blackbox-exporter:9115/proxy/probe?target=http%3A%2F%2Fa&module=http_2xx";
  const { code, text } = await get(path);
  expect(code).toBe(200);
  expect(text).toContain("probe_success 1");
  expect(text).toContain('target="http://a"');
});

test("an ended token and a missing right are refused, and every request is on record", async () => {
  const own = await startApiServer({ cluster: "alpha", denied: ["pods/proxy"] });
  const ask = (path: string, token: string) =>
    new Promise<number>((resolve, reject) => {
      const options = { ca: own.caPem, headers: { authorization: `Bearer ${token}` }, agent: false };
      const request = httpsRequest(`${own.url}${path}`, options, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.once("error", reject);
      request.end();
    });
  try {
    const old = own.token();
    expect(await ask("/api/v1/namespaces/shop/pods/http:db-0:9187/proxy/metrics", old)).toBe(403);
    const fresh = own.rotateToken();
    expect([await ask(PODS, old), await ask(PODS, fresh)]).toEqual([401, 200]);
    expect(own.requests.map(({ token }) => token)).toEqual(["own", "foreign", "own"]);
    expect(JSON.stringify(own.requests)).not.toContain(old);
  } finally {
    await own.stop();
  }
});

test("a trap tells whether a secret reached it", async () => {
  const trap = await startTrap();
  try {
    expect(trap.holds("secret-1")).toBe(false);
    await fetch(`${trap.url}/anything`, { headers: { authorization: "Bearer secret-1" } });
    expect(trap.holds("secret-1")).toBe(true);
  } finally {
    await trap.stop();
  }
});
