import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/lib/db/database";
import { findServerRecord } from "@/lib/db/servers";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { checkServer } from "./check-server";
import { deleteServer } from "./delete-server";
import { editServer } from "./edit-server";
import { getServer } from "./get-server";
import { listServers } from "./list-servers";
import { readBaseConfig } from "./read-base-config";
import { registerServer } from "./register-server";
import { type ServerInput, serverCheckSchema, serverEditSchema, serverInputSchema } from "./schema";

const ACTOR = { id: "ada" };
const PASSWORD = "canary-password-4711";
const CONFIG = `# kept
scrape_configs:
  - job_name: own
    basic_auth: { username: me, password: canary-in-base }
    static_configs: [{ targets: ["localhost:1"] }]
`;

let temporary: TemporaryDatabase;
let directory: string;
/** Authorization headers that anybody has sent to the listener. */
const seen: (string | undefined)[] = [];
const listener = createServer((request, response) => {
  seen.push(request.headers.authorization);
  const { url = "" } = request;
  if (url === "/api/v1/status/buildinfo") response.end(JSON.stringify({ status: "success", data: { version: "3.5.3" } }));
  else if (url === "/-/ready") response.end("ready");
  else if (url.startsWith("/moved")) response.writeHead(302, { location: "/" }).end();
  else if (url.startsWith("/locked")) response.writeHead(401).end();
  else response.writeHead(404).end();
});
let url: string;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  createKeyringFile();
  overrideKeyringForTest(undefined);
  directory = mkdtempSync(join(tmpdir(), "promfleet-servers-"));
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  seen.length = 0;
  await db().server.deleteMany();
  rmSync(join(directory, "prometheus.yml"), { force: true });
});
afterAll(async () => {
  listener.close();
  await temporary.remove();
  rmSync(directory, { recursive: true, force: true });
});

const input = (changes: Partial<ServerInput> = {}) =>
  serverInputSchema.parse({
    name: "main",
    url,
    auth: { kind: "basic", username: "me", password: PASSWORD },
    transport: { kind: "directory", directory },
    baseConfig: CONFIG,
    ...changes,
  });
const edit = (changes: Record<string, unknown> = {}) =>
  serverEditSchema.parse({ ...input(), auth: { kind: "basic", username: "me" }, version: 1, ...changes });

test("what leaves the server holds no secret, and sending it back loses none", async () => {
  const server = await registerServer(input(), ACTOR);
  const shown = JSON.stringify([server, await listServers(), await planDeployment(server.id)]);
  expect(shown).not.toContain("canary");
  expect(server.baseConfig).toContain("# kept");
  const edited = await editServer(server.id, edit({ baseConfig: `${server.baseConfig}# more\n` }), ACTOR);
  expect(edited.version).toBe(2);
  expect((await findServerRecord(server.id))?.baseConfig.reveal()).toBe(`${CONFIG}# more\n`);
  expect(JSON.stringify(await db().server.findMany())).not.toContain("canary");
});

test("a base config that was read from the folder keeps the secrets of the file there", async () => {
  writeFileSync(join(directory, "prometheus.yml"), CONFIG);
  const { baseConfig, found } = await readBaseConfig(directory);
  expect(found).toBe(true);
  expect(baseConfig).not.toContain("canary");
  const { id } = await registerServer(input({ baseConfig }), ACTOR);
  expect((await findServerRecord(id))?.baseConfig.reveal()).toBe(CONFIG);
});

test("a file that we have deployed is answered with its base config", async () => {
  const { id } = await registerServer(input(), ACTOR);
  mkdirSync(join(directory, "promfleet"), { recursive: true });
  writeFileSync(join(directory, "promfleet/owner.json"), JSON.stringify({ serverId: id, serverName: "main" }));
  writeFileSync(join(directory, "prometheus.yml"), `${CONFIG}  - job_name: ours\n`);
  expect((await readBaseConfig(directory)).baseConfig).not.toContain("ours");
  rmSync(join(directory, "promfleet"), { recursive: true });
});

test.each([
  ["another URL", { url: "http://elsewhere.example.com:9090" }, true],
  ["another path", { url: "http://127.0.0.1:1/prefix" }, true],
  ["another CA", { caPem: "-----BEGIN CERTIFICATE-----" }, true],
  ["another way to sign in", { auth: { kind: "bearer" } }, true],
  ["another name", { name: "renamed" }, false],
  ["another user name", { auth: { kind: "basic", username: "you" } }, false],
])("INV-1: %s without the secret (%j): refused is %s", async (_change, changes, isRefused) => {
  const { id } = await registerServer(input(), ACTOR);
  const attempt = editServer(id, edit(changes), ACTOR);
  if (isRefused) await expect(attempt).rejects.toMatchObject({ problems: [{ code: "server/credential-required" }] });
  else await expect(attempt).resolves.toMatchObject({ version: 2 });
});

test("INV-1: a check of another URL does not get the stored password", async () => {
  const { id } = await registerServer(input({ url: "http://127.0.0.1:1" }), ACTOR);
  const check = serverCheckSchema.parse({ serverId: id, url, auth: { kind: "basic", username: "me" } });
  await expect(checkServer(check)).rejects.toMatchObject({ problems: [{ code: "server/credential-required" }] });
  expect(seen).toEqual([]);
});

test("a check of the stored connection uses the stored password", async () => {
  const { id } = await registerServer(input(), ACTOR);
  const check = serverCheckSchema.parse({ serverId: id, url, auth: { kind: "basic", username: "me" } });
  expect(await checkServer(check)).toMatchObject({ outcome: "ok", version: "3.5.3", isReady: true, hasLifecycle: null });
  expect(seen[0]).toBe(`Basic ${Buffer.from(`me:${PASSWORD}`).toString("base64")}`);
});

test.each([
  ["a closed port", () => "http://127.0.0.1:1", "refused"],
  ["a name that does not resolve", () => "http://nobody.invalid:9090", "dns"],
  ["a cloud's metadata service", () => "http://169.254.169.254", "blocked_address"],
  ["something else", () => `${url}/other`, "not_prometheus"],
  ["a redirect", () => `${url}/moved`, "redirected"],
  ["a locked door", () => `${url}/locked`, "unauthorized"],
])("a check tells %s apart", async (_case, where, outcome) => {
  const check = serverCheckSchema.parse({ url: where(), auth: { kind: "none" } });
  expect(await checkServer(check)).toMatchObject({ outcome, version: null });
});

test("two servers of one name, an old version, a missing cluster and a missing server are told apart", async () => {
  const { id } = await registerServer(input(), ACTOR);
  await expect(registerServer(input(), ACTOR)).rejects.toMatchObject({
    code: "conflict",
    problems: [{ code: "server/name-taken" }],
  });
  await expect(editServer(id, edit({ version: 7 }), ACTOR)).rejects.toMatchObject({
    problems: [{ code: "server/edited-meanwhile" }],
  });
  await expect(editServer(id, edit({ clusterIds: ["gone"] }), ACTOR)).rejects.toMatchObject({
    problems: [{ code: "server/cluster-gone" }],
  });
  await expect(getServer("nobody")).rejects.toMatchObject({ code: "not_found" });
});

test("F-17: of ten who edit one version at once, one is written and nine are told", async () => {
  const { id, version } = await registerServer(input(), ACTOR);
  const edits = Array.from({ length: 10 }, (_, index) => editServer(id, edit({ version, baseConfig: `# ${index}\n` }), ACTOR));
  const outcomes = await Promise.allSettled(edits);
  const written = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value.baseConfig] : []));
  expect(written).toEqual([(await getServer(id)).baseConfig]);
  const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.problems[0].code] : []));
  expect(refused).toEqual(Array.from({ length: 9 }, () => "server/edited-meanwhile"));
});

test("a deleted server leaves no secret behind", async () => {
  const { id } = await registerServer(input(), ACTOR);
  await deleteServer(id, ACTOR);
  expect(await db().secret.count({ where: { ownerId: id } })).toBe(0);
  await expect(deleteServer(id, ACTOR)).rejects.toMatchObject({ code: "not_found" });
});
