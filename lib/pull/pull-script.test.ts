import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type RealPrometheus, startPrometheus } from "@/e2e/support/real-prometheus";
import { caFilePath, sha256Hex, tokenFilePath } from "@/lib/bundles/file-names";
import { db } from "@/lib/db/database";
import { readPullState } from "@/lib/db/pull-states";
import { insertRevision } from "@/lib/db/revisions";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { openPull } from "@/lib/deployments/transports/pull";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { registerServer } from "@/lib/servers/register-server";
import { serverInputSchema } from "@/lib/servers/schema";
import { issuePullToken } from "./issue-pull-token";
import { pullScript } from "./pull-script";
import { createPullHost, makePath, type PullHost, type PullRoutes, startPullRoutes, stepsOfScript } from "./testing/pull-host";

// The real script in the machine's sh, against the real routes and a real Prometheus.
const OWN = "# by hand\nscrape_configs:\n  - job_name: own\n    static_configs: [{ targets: ['localhost:1'] }]\n";
const TOKEN = "canary-cluster-token";

let temporary: TemporaryDatabase;
let prometheus: RealPrometheus;
let routes: PullRoutes;
let host: PullHost;
let serverId: string;
let token: string;
let fence = 0;
let count = 0;
const directory = mkdtempSync(join(tmpdir(), "promfleet-pull-"));
const mainPath = join(directory, "prometheus.yml");
const main = () => readFileSync(mainPath, "utf8");
/** Pools follow the configuration some seconds later. */
const loadedJobs = async () =>
  [...(await prometheus.loadedConfig()).matchAll(/^- job_name: (.*)$/gm)].map(([, name]) => name).sort();
const last = async () => (await readPullState(serverId)).report;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  createKeyringFile();
  overrideKeyringForTest(undefined);
  writeFileSync(mainPath, OWN);
  prometheus = await startPrometheus({ line: "3.5", directory });
  routes = await startPullRoutes();
});

beforeEach(async () => {
  host?.remove();
  rmSync(join(directory, "promfleet"), { recursive: true, force: true });
  writeFileSync(mainPath, OWN, { mode: 0o644 });
  await prometheus.reload();
  count += 1;
  const transport = { kind: "pull", configDirectory: "/etc/prometheus", intervalSeconds: 30, isReachable: false };
  const input = { name: `far-${count}`, url: "http://far.example.com:9090", auth: { kind: "none" }, transport, baseConfig: OWN };
  serverId = (await registerServer(serverInputSchema.parse(input), { id: "ada" })).id;
  token = (await issuePullToken(serverId, { id: "ada" })).token;
  host = createPullHost({ url: routes.url, token, directory, prometheusUrl: prometheus.url });
  // Every host reports before anything is deployed to it.
  expect(await host.run()).toMatchObject({ code: 0 });
  routes.answers.length = 0;
});

afterAll(async () => {
  host?.remove();
  await routes?.stop();
  await prometheus?.stop();
  await temporary?.remove();
  rmSync(directory, { recursive: true, force: true });
});

const configOf = (job: string, more = "") =>
  `${more}scrape_configs:\n  - job_name: own\n    static_configs: [{ targets: ['localhost:1'] }]\n  - job_name: ${job}\n    authorization: { credentials_file: promfleet/credentials/alpha/token-${sha256Hex(TOKEN).slice(0, 12)} }\n    static_configs: [{ targets: ['localhost:2'] }]\n`;

const open = () =>
  openPull({
    id: serverId,
    name: "far",
    transport: { kind: "pull", configDirectory: "/etc/prometheus", intervalSeconds: 30, isReachable: false },
  });

/** Commits a bundle as a deployment does: nothing happens on the host before it asks. */
async function want(text: string) {
  fence += 1;
  const files = [
    { path: "prometheus.yml", content: text, mode: 0o640, isSecret: false },
    { path: caFilePath("alpha", "CA"), content: "CA", mode: 0o640, isSecret: false },
    { path: tokenFilePath("alpha", TOKEN), content: TOKEN, mode: 0o640, isSecret: true },
  ];
  const bundle = { files, jobs: [], digest: sha256Hex(`bundle of ${text}`), config: text };
  const contents = { mainDigest: sha256Hex(text), jobs: [], files: [] };
  const revision = await insertRevision({ serverId, bundle, configMasked: text, contents, author: "ada", reason: "" });
  const delivery = { bundle, revisionNumber: revision.number, fence, owner: { serverId, serverName: "far" } };
  const staged = await open().stage(delivery);
  if (!staged.ok) throw new Error(staged.problems[0].code);
  const commit = () => open().commit(delivery, staged.value);
  if (!(await commit()).ok) throw new Error("not committed");
  return { again: commit, undo: () => open().undo(delivery, staged.value), hear: () => open().receiver?.hear(sha256Hex(text)) };
}

test("the script is plain POSIX shell, and in part it does nothing", () => {
  const file = join(directory, "script.sh");
  for (const length of [pullScript().length, ...[0.2, 0.5, 0.9].map((share) => Math.round(pullScript().length * share))]) {
    writeFileSync(file, pullScript().slice(0, length));
    if (length === pullScript().length) execFileSync("dash", ["-n", file]);
    else expect(existsSync(join(directory, "promfleet", "pull", "outcome"))).toBe(false);
  }
  rmSync(file);
  expect(pullScript().trimEnd().endsWith('main "$@"')).toBe(true);
});

test("a first bundle is fetched, loaded, reported, and not fetched twice", async () => {
  const { hear } = await want(configOf("new"));
  expect(await hear()).toMatchObject({ kind: "waiting", problem: { code: "pull/not-fetched" } });

  expect(await host.run()).toEqual({ code: 0, output: "" });

  expect(main()).toBe(configOf("new"));
  expect(await loadedJobs()).toEqual(["new", "own"]);
  expect(await hear()).toMatchObject({ kind: "loaded", facts: [{ code: "pull/reported" }] });
  expect(await last()).toMatchObject({ outcome: "live", ready: true, reloadOk: true, jobs: 2, failedDiscovery: 0, script: 1 });
  const credential = join(directory, `promfleet/credentials/alpha/token-${sha256Hex(TOKEN).slice(0, 12)}`);
  expect(readFileSync(credential, "utf8")).toBe(TOKEN);
  expect([statSync(credential).mode & 0o777, statSync(mainPath).mode & 0o777]).toEqual([0o640, 0o644]);
  expect(readFileSync(join(directory, "promfleet/owner.json"), "utf8")).toContain(serverId);
  await host.run();
  expect(routes.answers).toEqual([
    "GET /api/v1/pull/bundle 200",
    "POST /api/v1/pull/report 204",
    "GET /api/v1/pull/bundle 304",
    "POST /api/v1/pull/report 204",
  ]);
});

test("a change is taken, what it replaces can come back, and so can the file by hand", async () => {
  const first = await want(configOf("one"));
  await host.run();
  const second = await want(configOf("two"));
  await host.run();
  expect(await loadedJobs()).toEqual(["own", "two"]);

  expect(await second.undo()).toMatchObject({ ok: true });
  await host.run();
  expect([main(), (await last())?.outcome]).toEqual([configOf("one"), "live"]);
  expect(await loadedJobs()).toEqual(["one", "own"]);

  // Nobody undoes what somebody else has changed meanwhile.
  expect(await second.undo()).toMatchObject({ ok: true });
  expect(await first.undo()).toMatchObject({ ok: false });
});

test("whoever has lost the lease commits nothing, and nobody commits twice what was undone", async () => {
  const first = await want(configOf("one"));
  expect(await first.undo()).toMatchObject({ ok: true });
  expect(await first.again()).toMatchObject({ ok: false });
  await db().deploymentLease.create({ data: { serverId, fence: fence + 2, holder: "another", expiresAt: new Date() } });
  await expect(want(configOf("two"))).rejects.toThrow("not committed");
  expect((await readPullState(serverId)).wanted).toMatchObject({ revisionId: null, mainDigest: sha256Hex(OWN) });
});

test("the first deployment can be taken back to the file that people had written", async () => {
  const { undo } = await want(configOf("one"));
  await host.run();
  expect(await undo()).toMatchObject({ ok: true });
  expect(await host.run()).toMatchObject({ code: 0 });
  expect([main(), await loadedJobs()]).toEqual([OWN, ["own"]]);
  expect(await last()).toMatchObject({ outcome: "live", main: sha256Hex(OWN), tag: `restore-${sha256Hex(OWN)}.${fence}` });
});

const BROKEN = "rule_files: [broken.yml]\n";

test("a config that Prometheus refuses is undone by the script, and not tried again", async () => {
  await want(configOf("good"));
  await host.run();
  writeFileSync(join(directory, "broken.yml"), "groups: [{ nonsense: true }]\n");
  const { hear, undo } = await want(configOf("bad", BROKEN));

  expect(await host.run()).toMatchObject({ code: 1 });

  expect(main()).toBe(configOf("good"));
  expect(await loadedJobs()).toEqual(["good", "own"]);
  expect(await hear()).toMatchObject({ kind: "refused", problem: { code: "pull/refused-prometheus" } });
  await host.run();
  expect(routes.answers.at(-2)).toBe("GET /api/v1/pull/bundle 304");
  expect(await undo()).toMatchObject({ ok: true });
  expect(await host.run()).toMatchObject({ code: 0 });
  expect(await last()).toMatchObject({ outcome: "live", main: sha256Hex(configOf("good")) });
});

test("promtool, where there is one, refuses before anything is switched", async () => {
  const { path, remove } = makePath({ more: [prometheus.promtool] });
  writeFileSync(join(directory, "broken.yml"), "groups: [{ nonsense: true }]\n");
  const { hear } = await want(configOf("bad", BROKEN));
  const { output } = await host.run({ path });
  expect(output).toContain("promtool refuses");
  expect(main()).toBe(OWN);
  expect(await hear()).toMatchObject({ kind: "refused", problem: { code: "pull/refused-promtool" } });
  remove();
});

test("GNU wget does as well as curl", async () => {
  const { path, remove } = makePath({ without: ["curl"] });
  await want(configOf("by-wget"));
  expect(await host.run({ path })).toEqual({ code: 0, output: "" });
  expect(await host.run({ path })).toMatchObject({ code: 0 });
  expect(main()).toBe(configOf("by-wget"));
  expect(routes.answers.filter((answer) => answer.includes("bundle"))).toEqual([
    "GET /api/v1/pull/bundle 200",
    "GET /api/v1/pull/bundle 304",
  ]);
  remove();
});

test.each([
  ["another token", { token: "pfp_wrong" }, /token was refused/],
  ["Promfleet being down", { url: "http://127.0.0.1:9" }, /no answer to use/],
])("%s changes nothing on the host", async (_case, options, said) => {
  await want(configOf("new"));
  const { code, output } = await host.run(options);
  expect([code, main(), await loadedJobs()]).toEqual([1, OWN, ["own"]]);
  expect(output).toMatch(said);
  expect(output).not.toContain("pfp_");
});

test("a token that was replaced opens nothing any more, nor does one of a server that is delivered to otherwise", async () => {
  await want(configOf("new"));
  await issuePullToken(serverId, { id: "ada" });
  expect(await host.run()).toMatchObject({ code: 1 });
  const { token: fresh } = await issuePullToken(serverId, { id: "ada" });
  await db().server.update({ where: { id: serverId }, data: { transport: { kind: "directory", directory: "/x" } } });
  expect(await host.run({ token: fresh })).toMatchObject({ code: 1 });
  expect([main(), new Set(routes.answers.map((answer) => answer.slice(-3)))]).toEqual([OWN, new Set(["401"])]);
  expect(JSON.stringify(await db().server.findMany())).not.toContain(fresh);
});

test.each([0, 10, 400])("a download that ends after %i bytes is thrown away", async (bytes) => {
  await want(configOf("new"));
  routes.cutAfter(bytes);
  await host.run();
  routes.cutAfter(Number.POSITIVE_INFINITY);
  expect([main(), existsSync(join(directory, "promfleet/credentials"))]).toEqual([OWN, false]);
  expect(await host.run()).toMatchObject({ code: 0 });
  expect(main()).toBe(configOf("new"));
});

test("a file that somebody has changed by hand is left alone", async () => {
  const { hear } = await want(configOf("new"));
  writeFileSync(mainPath, `${OWN}# edited\n`);
  expect(await host.run()).toMatchObject({ code: 1 });
  expect(main()).toBe(`${OWN}# edited\n`);
  expect(await hear()).toMatchObject({ kind: "refused", problem: { code: "pull/foreign-file" } });
});

test("a folder of another Promfleet is left alone", async () => {
  const { hear } = await want(configOf("new"));
  writeFileSync(join(directory, "promfleet/owner.json"), '{ "serverId": "elsewhere" }');
  expect(await host.run()).toMatchObject({ code: 1 });
  expect(main()).toBe(OWN);
  expect(await hear()).toMatchObject({ kind: "refused", problem: { code: "pull/foreign-owner" } });
});

test("nothing is switched while Prometheus does not answer", async () => {
  const { hear } = await want(configOf("new"));
  expect(await host.run({ prometheusUrl: "http://127.0.0.1:9" })).toMatchObject({ code: 1 });
  expect(main()).toBe(OWN);
  expect(await hear()).toMatchObject({ kind: "waiting", problem: { code: "pull/prometheus-silent" } });
  expect(await host.run()).toMatchObject({ code: 0 });
});

test("a second script in the same folder stands back", async () => {
  await want(configOf("new"));
  const runs = await Promise.all([host.run(), host.run(), host.run()]);
  // Whoever came late may find the first one gone already.
  expect(runs.map(({ code, output }) => code === 0 || output.includes("another one is running"))).toEqual([true, true, true]);
  expect(runs.some(({ code }) => code === 0)).toBe(true);
  expect(main()).toBe(configOf("new"));
});

const STEPS = stepsOfScript();
test.each(STEPS.filter((step) => step !== "put-back"))("killed at %s, the next run ends with the new file", async (step) => {
  const { hear } = await want(configOf("new"));
  expect((await host.run({ killAt: step })).code).toBeNull();
  expect([OWN, configOf("new")]).toContain(main());
  expect(await host.run()).toMatchObject({ code: 0 });
  expect(main()).toBe(configOf("new"));
  expect(await loadedJobs()).toEqual(["new", "own"]);
  expect(await hear()).toMatchObject({ kind: "loaded" });
  expect(existsSync(join(directory, ".prometheus.yml.promfleet"))).toBe(false);
});

test.each(["switched", "put-back", "decided"])(
  "killed at %s of a refused file, the next run ends with the old one",
  async (step) => {
    writeFileSync(join(directory, "broken.yml"), "groups: [{ nonsense: true }]\n");
    const { hear } = await want(configOf("bad", BROKEN));
    expect((await host.run({ killAt: step })).code).toBeNull();
    await host.run();
    expect([main(), await loadedJobs()]).toEqual([OWN, ["own"]]);
    expect(await hear()).toMatchObject({ kind: "refused" });
  },
);
