import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as getOne } from "@/app/api/v1/registration-codes/[codeId]/route";
import { POST as redeem } from "@/app/api/v1/registration-codes/redeem/route";
import { POST as issue } from "@/app/api/v1/registration-codes/route";
import { POST as script } from "@/app/api/v1/registration-codes/script/route";
import { installFakeKubectl } from "@/e2e/support/fake-kubectl";
import { type Browser, type Handler, signInFirstAdmin } from "@/lib/access/testing/browser";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { listClusterRecords } from "@/lib/db/clusters";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { env, overrideEnvForTest } from "@/lib/env";
import { certificate, startHttpServer, type TestServer } from "@/lib/http/testing/tls-server";
import { type IssuedRegistration, issuedRegistrationSchema, registrationSchema } from "./registration-schema";

let temporary: TemporaryDatabase;
let browser: Browser;
let server: TestServer;
let folder: string;

const HANDLERS: Record<string, Handler> = { script, redeem };
const CA = certificate("authority");
const TOKEN = "canary-token.of-a_cluster";

/** The two public routes behind a real port, for a real curl. */
beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  server = await startHttpServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const handler = HANDLERS[request.url?.split("/").at(-1) ?? ""];
    const reply = await handler?.(new Request(`${env().externalUrl}${request.url}`, { method: "POST", headers, body }), {
      params: Promise.resolve({}),
    });
    response.writeHead(reply?.status ?? 404).end(await reply?.text());
  });
  overrideEnvForTest({ externalUrl: server.url });
  browser = await signInFirstAdmin();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-registration-"));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  for (const table of [db().cluster, db().secret, db().rateLimit, db().registrationCode]) {
    await (table as { deleteMany(): Promise<unknown> }).deleteMany();
  }
});

afterAll(async () => {
  await server.close();
  await temporary.remove();
});

const CHOICE = { name: "edge", labels: { tier: "gold" }, jobs: [{ template: "pods", parameters: {} }], account: {} };

async function issued(changes: object = {}): Promise<IssuedRegistration> {
  const reply = await browser.send(issue, "/api/v1/registration-codes", { method: "POST", body: { ...CHOICE, ...changes } });
  expect(reply.status).toBe(201);
  return issuedRegistrationSchema.parse(await reply.json());
}

const stateOf = async (id: string) =>
  registrationSchema.parse(
    await (await browser.send(getOne, `/api/v1/registration-codes/${id}`, { params: { codeId: id } })).json(),
  );

/** What kubectl says on the cluster's side; what it applies is kept. */
function installKubectl({ token = TOKEN, apiServer = "https://10.9.8.7:6443" } = {}): void {
  installFakeKubectl(folder, { token, apiServer, caPem: CA });
}

/** Runs the command as pasted. */
function runCommand(command: string): Promise<{ code: number; output: string }> {
  const environment = { ...process.env, PATH: `${folder}:${process.env.PATH}`, no_proxy: "localhost" };
  return new Promise((resolve) => {
    execFile("sh", ["-c", command], { env: environment, timeout: 15_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}`.trim() });
    });
  });
}

test("the command registers the cluster with what its side has, and the page hears of it", async () => {
  installKubectl();
  const { id, command, script: shown } = await issued();
  expect(await stateOf(id)).toMatchObject({ state: "waiting", clusterId: null });
  expect(await runCommand(command)).toEqual({ code: 0, output: "promfleet: registered" });

  const [record, ...others] = await listClusterRecords();
  expect(others).toEqual([]);
  expect(record).toMatchObject({ name: "edge", apiServer: "https://10.9.8.7:6443", labels: { tier: "gold" }, jobs: CHOICE.jobs });
  expect(record?.tls).toEqual({ kind: "ca", caPem: CA });
  const tokens = await readClusterTokens(record === undefined ? [] : [record]);
  expect(tokens.get(record?.id ?? "")?.value?.reveal()).toBe(TOKEN);
  expect(await stateOf(id)).toMatchObject({ state: "done", clusterId: record?.id });
  const applied = readFileSync(join(folder, "applied.yml"), "utf8");
  expect(shown).toContain(applied);
  expect(applied).toContain("resources: [pods/proxy]");
});

test("a URL that the user gave is the one that counts, with the cluster's own CA", async () => {
  installKubectl({ apiServer: "https://127.0.0.1:6443" });
  const { command } = await issued({ apiServer: "https://api.example.com:6443", account: { tokenKind: "bound" } });
  expect((await runCommand(command)).code).toBe(0);
  expect((await listClusterRecords())[0]).toMatchObject({ apiServer: "https://api.example.com:6443", tls: { caPem: CA } });
  expect(readFileSync(join(folder, "asked"), "utf8")).toMatch(/^create token promfleet --namespace promfleet --duration/);
});

test.each<[guarantee: string, arrange: (issued: IssuedRegistration) => Promise<unknown>, said: string, clusters: number]>([
  ["a code is used once", async ({ command }) => runCommand(command), "promfleet: the registration code is used", 1],
  [
    "and not after its time",
    async ({ id }) => db().registrationCode.update({ where: { id }, data: { expiresAt: new Date(0) } }),
    "promfleet: the registration code is expired",
    0,
  ],
  [
    "an unknown code is invalid",
    async ({ id }) => db().registrationCode.delete({ where: { id } }),
    "promfleet: the registration code is invalid",
    0,
  ],
  [
    "a URL without https is refused",
    async () => installKubectl({ apiServer: "http://10.0.0.1" }),
    "promfleet: the code, the URL, the CA certificate or the token was refused",
    0,
  ],
  [
    "a token with a quote never leaves the shell",
    async () => installKubectl({ token: 'a"b' }),
    "promfleet: a value has quotes in it",
    0,
  ],
])("%s", async (_guarantee, arrange, said, clusters) => {
  installKubectl();
  const registration = await issued();
  await arrange(registration);
  expect(await runCommand(registration.command)).toEqual({ code: 1, output: said });
  expect(await listClusterRecords()).toHaveLength(clusters);
  expect(await db().secret.count({ where: { ownerKind: "cluster" } })).toBe(clusters);
});

test("a name that was taken meanwhile: nothing is written, and the code can be used when the name is free", async () => {
  installKubectl();
  const first = await issued();
  const second = await issued();
  expect((await runCommand(first.command)).code).toBe(0);
  expect((await runCommand(second.command)).output).toBe("promfleet: a cluster of this name was registered meanwhile");
  expect(await db().secret.count({ where: { ownerKind: "cluster" } })).toBe(1);
  await db().cluster.deleteMany();
  expect((await runCommand(second.command)).code).toBe(0);
  const third = await browser.send(issue, "/api/v1/registration-codes", { method: "POST", body: CHOICE });
  expect(third.status).toBe(409);
});

test("twenty at once with one code: one cluster", async () => {
  const { command } = await issued();
  const code = / -d (\S+) /.exec(command)?.[1] ?? "";
  const body = { code, apiServer: "https://10.0.0.1:6443", caData: Buffer.from(CA).toString("base64"), token: TOKEN };
  const post = () =>
    fetch(`${server.url}/api/v1/registration-codes/redeem`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const words = await Promise.all(Array.from({ length: 20 }, async () => (await (await post()).text()).trim()));
  expect(words.filter((word) => word === "ok")).toHaveLength(1);
  expect(await listClusterRecords()).toHaveLength(1);
});

test("the code is nowhere in the database, and guesses are counted", async () => {
  const { command } = await issued();
  const code = / -d (\S+) /.exec(command)?.[1] ?? "";
  expect(Buffer.from(code, "base64url")).toHaveLength(16);
  expect(JSON.stringify(await db().registrationCode.findMany())).not.toContain(code);
  const guess = () => fetch(`${server.url}/api/v1/registration-codes/script`, { method: "POST", body: "A".repeat(22) });
  const statuses = new Set<number>();
  for (let count = 0; count < 61; count += 1) statuses.add((await guess()).status);
  expect([...statuses]).toEqual([200, 429]);
});
