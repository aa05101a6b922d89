import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { GET as getLast } from "@/app/api/v1/clusters/[clusterId]/checkup/route";
import { POST as checkup } from "@/app/api/v1/clusters/checkup/route";
import { POST as register } from "@/app/api/v1/clusters/route";
import { type Browser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { certificate, startTlsServer, type TestServer } from "@/lib/http/testing/tls-server";
import { startFakeApiServer } from "@/lib/kubernetes/checkup/testing/fake-api-server";
import { type CheckupEvent, type CheckupReport, checkupEventSchema, checkupReportSchema } from "./checkup-schema";
import { type Cluster, clusterSchema } from "./schema";

let temporary: TemporaryDatabase;
let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  browser = await signInFirstAdmin();
  server = await startFakeApiServer();
});

afterEach(async () => {
  await db().cluster.deleteMany();
  await db().secret.deleteMany({ where: { ownerKind: "cluster" } });
  await db().rateLimit.deleteMany();
});

afterAll(async () => {
  await server.close();
  await temporary.remove();
});

const TLS = { kind: "ca", caPem: certificate("authority") };
const JOBS = [{ template: "nodes", parameters: {} }];

const ask = (body: object) => browser.send(checkup, "/api/v1/clusters/checkup", { method: "POST", body });
const input = (changes: object = {}) => ({ apiServer: server.url, tls: TLS, jobs: JOBS, ...changes });

async function eventsOf(reply: Response): Promise<CheckupEvent[]> {
  expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "application/x-ndjson; charset=utf-8"]);
  const lines = (await reply.text()).trimEnd().split("\n");
  return lines.map((line) => checkupEventSchema.parse(JSON.parse(line)));
}

async function reportOf(reply: Response): Promise<CheckupReport> {
  const last = (await eventsOf(reply)).at(-1);
  if (last?.kind !== "report") throw new Error("no report");
  return last.report;
}

async function registered(name: string): Promise<Cluster> {
  const body = { name, apiServer: server.url, tls: TLS, jobs: JOBS, token: "stored-token" };
  return clusterSchema.parse(await (await browser.send(register, "/api/v1/clusters", { method: "POST", body })).json());
}

const lastOf = async (clusterId: string) => {
  const reply = await browser.send(getLast, `/api/v1/clusters/${clusterId}/checkup`, { params: { clusterId } });
  return checkupReportSchema.nullable().parse(await reply.json());
};

test("findings come one per line, and the whole at the end", async () => {
  const events = await eventsOf(await ask(input({ token: "typed" })));
  expect(events.slice(0, 2).map(({ kind }) => kind)).toEqual(["step", "step"]);
  expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["chain", "permission", "fetch", "excess", "report"]));
  const report = events.at(-1);
  expect(report).toMatchObject({ kind: "report", report: { outcome: "ok", kubernetesVersion: "v1.36.2" } });
});

test("the report of a saved cluster is kept, that of typed values is not", async () => {
  const { id } = await registered("alpha");
  expect(await lastOf(id)).toBeNull();
  await reportOf(await ask(input({ clusterId: id, token: "typed" })));
  expect(await lastOf(id)).toBeNull();
  const report = await reportOf(await ask(input({ clusterId: id })));
  expect(await lastOf(id)).toEqual(report);
});

test("the same cluster under a second name is told, with the first", async () => {
  const first = await registered("alpha");
  await reportOf(await ask(input({ clusterId: first.id })));
  expect((await reportOf(await ask(input({ clusterId: first.id })))).warnings).toEqual([]);
  const twin = await reportOf(await ask(input({ token: "typed" })));
  expect(twin.warnings).toEqual([{ code: "same_cluster", parameters: { id: first.id, name: "alpha" } }]);
});

test("the stored token goes nowhere else (INV-1)", async () => {
  const { id } = await registered("alpha");
  const seen: unknown[] = [];
  const other = await startTlsServer("valid", (request, response) => {
    seen.push(request.headers.authorization);
    response.end("{}");
  });
  const changes = [{ apiServer: other.url }, { tlsServerName: "localhost" }, { tls: { kind: "insecure", reason: "for a test" } }];
  for (const change of changes) {
    const reply = await ask(input({ clusterId: id, ...change }));
    const { problems } = (await reply.json()) as { problems: { code: string }[] };
    expect([reply.status, problems[0]?.code]).toEqual([422, "cluster/credential-required"]);
  }
  await other.close();
  expect(seen).toEqual([]);
});

test("an untrusted server sees a handshake and no token", async () => {
  const seen: unknown[] = [];
  const stranger = await startTlsServer("self-signed", (request) => void seen.push(request.headers));
  const report = await reportOf(await ask(input({ apiServer: stranger.url, token: "canary" })));
  await stranger.close();
  expect(report.steps.find(({ state }) => state === "failed")?.code).toBe("tls_self_signed");
  expect(report.chain?.pin).toMatchObject({ pem: certificate("self-signed") });
  expect(seen).toEqual([]);
});

test("a pinned certificate is trusted from then on", async () => {
  const stranger = await startFakeApiServer({ certificate: "self-signed" });
  const { chain } = await reportOf(await ask(input({ apiServer: stranger.url, token: "typed" })));
  const pinned = { kind: "ca", caPem: chain?.pin?.pem };
  const report = await reportOf(await ask(input({ apiServer: stranger.url, token: "typed", tls: pinned })));
  await stranger.close();
  expect([report.outcome, report.chain?.certificates[0]?.isInGivenCa]).toEqual(["ok", true]);
});

test("nobody scans ports with us (T-33)", async () => {
  const { id } = await registered("alpha");
  const statuses: number[] = [];
  for (let count = 0; count < 11; count += 1) {
    const reply = await ask({ clusterId: id, apiServer: "https://localhost:1", tls: TLS, token: "typed" });
    await reply.text();
    statuses.push(reply.status);
  }
  expect(statuses).toEqual([...Array(10).fill(200), 429]);
});
