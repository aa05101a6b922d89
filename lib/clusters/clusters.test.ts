import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DELETE, GET as getOne, PUT } from "@/app/api/v1/clusters/[clusterId]/route";
import { POST as check } from "@/app/api/v1/clusters/check/route";
import { GET as list, POST as register } from "@/app/api/v1/clusters/route";
import { type Browser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { db } from "@/lib/db/database";
import { getRenderSources } from "@/lib/db/render-sources";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { certificate, startTlsServer, type TestServer } from "@/lib/http/testing/tls-server";
import { type Cluster, type ConnectionCheck, clusterSchema } from "./schema";

let temporary: TemporaryDatabase;
let browser: Browser;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  browser = await signInFirstAdmin();
});

afterEach(async () => {
  await db().serverCluster.deleteMany();
  await db().server.deleteMany();
  await db().cluster.deleteMany();
  await db().secret.deleteMany({ where: { ownerKind: "cluster" } });
  await db().rateLimit.deleteMany();
});

afterAll(async () => {
  await temporary.remove();
});

const INPUT = {
  name: "alpha",
  apiServer: "https://10.200.1.2:6443",
  tls: { kind: "ca", caPem: certificate("authority") },
  tlsServerName: "kubernetes.default",
  labels: { tier: "gold" },
  jobs: [{ template: "nodes", parameters: {} }],
  token: "first-token",
};
const { token: _token, ...FIELDS } = INPUT;

const post = (changes: object = {}) =>
  browser.send(register, "/api/v1/clusters", { method: "POST", body: { ...INPUT, ...changes } });
const put = (id: string, changes: object = {}) =>
  browser.send(PUT, `/api/v1/clusters/${id}`, {
    method: "PUT",
    params: { clusterId: id },
    body: { ...FIELDS, version: 1, ...changes },
  });
const get = (id: string) => browser.send(getOne, `/api/v1/clusters/${id}`, { params: { clusterId: id } });
const remove = (id: string) => browser.send(DELETE, `/api/v1/clusters/${id}`, { method: "DELETE", params: { clusterId: id } });
const checkConnection = (body: object) => browser.send(check, "/api/v1/clusters/check", { method: "POST", body });
const registered = async (changes: object = {}): Promise<Cluster> => clusterSchema.parse(await (await post(changes)).json());
const codesOf = async (reply: Response) => {
  const body = (await reply.json()) as { problems: { code: string; path: unknown[] }[] };
  return [reply.status, ...body.problems.map(({ code, path }) => [code, path.join(".")].join(" at ").replace(/ at $/, ""))];
};
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

test("a registered cluster comes back as it went in, with its credential described", async () => {
  const reply = await post({ token: jwt({ exp: 1_800_000_000 }) });
  expect(reply.status).toBe(201);
  const cluster = clusterSchema.parse(await reply.json());
  expect(reply.headers.get("location")).toBe(`/api/v1/clusters/${cluster.id}`);
  expect(cluster).toMatchObject(FIELDS);
  expect(cluster.credential).toMatchObject({ version: 1, expiresAt: "2027-01-15T08:00:00.000Z" });
  expect(cluster.tokenFile).toMatch(/^promfleet\/credentials\/alpha\/token-[0-9a-f]{12}$/);
  expect(cluster.caFile).toMatch(/^promfleet\/credentials\/alpha\/ca-[0-9a-f]{12}\.crt$/);
  expect(await (await get(cluster.id)).json()).toEqual(cluster);
  expect(await (await browser.send(list, "/api/v1/clusters")).json()).toEqual([cluster]);
});

test("clusters are listed by name, byte by byte, on every database", async () => {
  for (const name of ["b", "a-1", "a", "a1", "z"]) await registered({ name });
  const clusters = (await (await browser.send(list, "/api/v1/clusters")).json()) as Cluster[];
  expect(clusters.map(({ name }) => name)).toEqual(["a", "a-1", "a1", "b", "z"]);
});

test.each([
  ["a name that is no label", { name: "Alpha_1" }, [422, "cluster/name at name"]],
  ["plain http", { apiServer: "http://10.0.0.1" }, [422, "cluster/api-server at apiServer"]],
  ["no token", { token: "" }, [422, "cluster/token at token"]],
  ["a CA that is text", { tls: { kind: "ca", caPem: "hello" } }, [422, "cluster/ca-invalid at tls.caPem"]],
  [
    "a CA that is no certificate",
    { tls: { kind: "ca", caPem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" } },
    [422, "cluster/ca-invalid at tls.caPem"],
  ],
  [
    "a private key in place of the CA",
    { tls: { kind: "ca", caPem: "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----" } },
    [422, "cluster/ca-private-key at tls.caPem"],
  ],
  [
    "verification skipped for no reason",
    { tls: { kind: "insecure", reason: "" } },
    [422, "cluster/insecure-reason at tls.reason"],
  ],
  ["a label of Prometheus's own", { labels: { __address__: "x" } }, [422, "cluster/label-reserved at labels.__address__"]],
  ["a label that we set", { labels: { cluster: "x" } }, [422, "cluster/label-reserved at labels.cluster"]],
  ["a field that does not exist", { id: "x" }, [422, "request/unrecognized-keys"]],
])("%s is refused at its place", async (_case, changes, expected) => {
  expect(await codesOf(await post(changes))).toEqual(expected);
  expect(await db().cluster.count()).toBe(0);
});

test("several mistakes come back at once", async () => {
  const reply = await post({ name: "", apiServer: "x", token: "" });
  expect(await codesOf(reply)).toEqual([
    422,
    "cluster/name at name",
    "cluster/api-server at apiServer",
    "cluster/token at token",
  ]);
});

test("a name is taken once, also by renaming", async () => {
  const alpha = await registered();
  await registered({ name: "beta" });
  expect(await codesOf(await post())).toEqual([409, "cluster/name-taken at name"]);
  expect(await codesOf(await put(alpha.id, { name: "beta" }))).toEqual([409, "cluster/name-taken at name"]);
  expect(await db().secret.count({ where: { ownerKind: "cluster" } })).toBe(2);
});

test("an edit keeps the credential, and a new token is a new version under a new file name", async () => {
  const before = await registered();
  const renamed = clusterSchema.parse(await (await put(before.id, { name: "alpha-2", labels: {} })).json());
  expect(renamed).toMatchObject({ name: "alpha-2", labels: {}, version: 2, credential: { version: 1 } });
  const replaced = clusterSchema.parse(await (await put(before.id, { version: 2, token: "second-token" })).json());
  expect(replaced).toMatchObject({ version: 3, credential: { version: 2 } });
  expect(replaced.tokenFile).not.toBe(before.tokenFile);
  expect((await getRenderSources([before.id]))[0]?.token.reveal()).toBe("second-token");
});

test("an edit that is based on an older version is a conflict, and of two at once one wins", async () => {
  const { id } = await registered();
  const replies = await Promise.all([put(id, { name: "one" }), put(id, { name: "two" })]);
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await codesOf(await put(id, { name: "three" }))).toEqual([409, "cluster/changed"]);
});

test.each([
  ["the host", { apiServer: "https://10.200.1.3:6443" }],
  ["the port", { apiServer: "https://10.200.1.2:443" }],
  ["the path", { apiServer: "https://10.200.1.2:6443/k8s" }],
  ["the CA", { tls: { kind: "ca", caPem: certificate("other-authority") } }],
  ["whether the certificate is verified", { tls: { kind: "insecure", reason: "a lab cluster" } }],
  ["the server name", { tlsServerName: "elsewhere.example" }],
])("changing %s needs the token again (INV-1)", async (_what, changes) => {
  const { id, version } = await registered();
  expect(await codesOf(await put(id, changes))).toEqual([422, "cluster/credential-required at token"]);
  expect(await (await get(id)).json()).toMatchObject({ ...FIELDS, version });
  const { jobs: _jobs, labels: _labels, name: _name, ...connection } = { ...FIELDS, ...changes };
  expect(await codesOf(await checkConnection({ ...connection, clusterId: id }))).toEqual([
    422,
    "cluster/credential-required at token",
  ]);
  expect((await put(id, { ...changes, token: "second-token" })).status).toBe(200);
  expect((await getRenderSources([id]))[0]?.token.reveal()).toBe("second-token");
});

test.each([
  ["the name", { name: "beta" }],
  ["labels", { labels: { tier: "silver" } }],
  ["jobs", { jobs: [] }],
])("changing %s does not", async (_what, changes) => {
  const { id } = await registered();
  expect((await put(id, changes)).status).toBe(200);
});

test("a cluster goes with its credential, but not while a server watches it", async () => {
  const { id } = await registered();
  const server = await db().server.create({
    data: {
      name: "main",
      url: "http://localhost:9090",
      transport: {},
      baseConfigMasked: "",
      clusters: { create: { clusterId: id } },
    },
  });
  expect(await codesOf(await remove(id))).toEqual([409, "cluster/in-use"]);
  expect(await (await get(id)).json()).toMatchObject({ servers: [{ id: server.id, name: "main" }] });
  await db().server.delete({ where: { id: server.id } });
  expect((await remove(id)).status).toBe(204);
  expect(await db().secret.count({ where: { ownerKind: "cluster" } })).toBe(0);
  expect((await get(id)).status).toBe(404);
  expect((await remove(id)).status).toBe(404);
});

test("tokens swapped between rows open for neither cluster (T-02)", async () => {
  const alpha = await registered();
  const beta = await registered({ name: "beta", token: "beta-token" });
  const rows = await db().secret.findMany({ where: { ownerKind: "cluster" } });
  const [one, two] = [rows.find(({ ownerId }) => ownerId === alpha.id), rows.find(({ ownerId }) => ownerId === beta.id)];
  await db().secret.update({ where: { id: one?.id ?? "" }, data: { sealed: two?.sealed ?? Buffer.of() } });
  await expect(getRenderSources([alpha.id])).rejects.toMatchObject({
    code: "conflict",
    problems: [{ code: "cluster/credential-unusable", parameters: { cluster: "alpha" } }],
  });
  // The list still answers, and the other cluster is as good as before.
  expect((await browser.send(list, "/api/v1/clusters")).status).toBe(200);
  expect((await getRenderSources([beta.id]))[0]?.token.reveal()).toBe("beta-token");
});

test("a destination changed behind our back makes the token useless (T-20)", async () => {
  const { id } = await registered();
  await db().cluster.update({ where: { id }, data: { apiServer: "https://evil.example" } });
  await expect(getRenderSources([id])).rejects.toMatchObject({ code: "conflict" });
});

const VERSION = JSON.stringify({ major: "1", minor: "36", gitVersion: "v1.36.2" });
type Reply = { status: number; body?: string; headers?: Record<string, string> };

/** An API server that knows one token. */
const apiServer = (reply: Reply): Promise<TestServer> =>
  startTlsServer("valid", (request, response) => {
    const isKnown = request.headers.authorization === "Bearer good-token";
    const { status, body = "", headers = {} } = isKnown ? reply : { status: 401 };
    response.writeHead(status, headers).end(body);
  });
const outcomeOf = async (body: object) => ((await (await checkConnection(body)).json()) as ConnectionCheck).outcome;

test.each<[string, Reply, object, string]>([
  ["all is well", { status: 200, body: VERSION }, {}, "ok"],
  ["the token is unknown", { status: 200, body: VERSION }, { token: "bad-token" }, "unauthorized"],
  ["the token may not ask", { status: 403, body: '{"kind":"Status"}' }, {}, "forbidden"],
  ["a web page answers", { status: 200, body: "<html>hello</html>" }, {}, "not_kubernetes"],
  ["another API answers", { status: 200, body: '{"gitVersion":"secret text"}' }, {}, "not_kubernetes"],
  ["there is nothing at that path", { status: 404 }, {}, "not_kubernetes"],
  ["more comes than a version needs", { status: 200, body: `${VERSION}${" ".repeat(100_000)}` }, {}, "not_kubernetes"],
  ["a proxy has lost its API server", { status: 503 }, {}, "unavailable"],
  ["it sends us elsewhere", { status: 302, headers: { location: "https://169.254.169.254/" } }, {}, "redirected"],
  [
    "the CA is another one",
    { status: 200, body: VERSION },
    { tls: { kind: "ca", caPem: certificate("other-authority") } },
    "tls_untrusted",
  ],
  ["the name is another one", { status: 200, body: VERSION }, { tlsServerName: "elsewhere.example" }, "tls_name"],
  ["verification is skipped", { status: 200, body: VERSION }, { tls: { kind: "insecure", reason: "a lab cluster" } }, "ok"],
])("check connection when %s", async (_case, reply, changes, outcome) => {
  const server = await apiServer(reply);
  const answer = await checkConnection({ apiServer: server.url, tls: INPUT.tls, token: "good-token", ...changes });
  await server.close();
  const text = await answer.text();
  expect(JSON.parse(text)).toEqual({
    outcome,
    kubernetesVersion: outcome === "ok" ? "v1.36.2" : null,
    durationMs: expect.any(Number),
  });
  expect(text).not.toMatch(/secret text|hello|good-token/);
});

test("a registered cluster is checked with its stored token", async () => {
  const server = await apiServer({ status: 200, body: VERSION });
  const { id } = await registered({ apiServer: server.url, tlsServerName: null, token: "good-token" });
  expect(await outcomeOf({ clusterId: id, apiServer: server.url, tls: INPUT.tls })).toBe("ok");
  await server.close();
  expect(await outcomeOf({ clusterId: id, apiServer: server.url, tls: INPUT.tls })).toBe("refused");
});

test.each([
  ["metadata services", "https://169.254.169.254"],
  ["nobody's address", "https://0.0.0.0"],
])("%s are no API servers", async (_what, url) => {
  expect(await outcomeOf({ apiServer: url, tls: INPUT.tls, token: "good-token" })).toBe("blocked_address");
});

test("the eleventh check within a minute has to wait (T-33)", async () => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    statuses.push((await checkConnection({ apiServer: "https://0.0.0.0", tls: INPUT.tls, token: "t" })).status);
  }
  expect(statuses).toEqual([...Array(10).fill(200), 429]);
});
