import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as decisionPost } from "@/app/api/v1/approvals/[approvalId]/route";
import { GET as approvalsGet, POST as approvalsPost } from "@/app/api/v1/approvals/route";
import { POST as deploymentsPost } from "@/app/api/v1/deployments/route";
import { DELETE as freezeDelete } from "@/app/api/v1/freezes/[freezeId]/route";
import { POST as freezesPost } from "@/app/api/v1/freezes/route";
import { POST as rollbackPost } from "@/app/api/v1/servers/[serverId]/rollback/route";
import { PUT as serverPut } from "@/app/api/v1/servers/[serverId]/route";
import { GET as usersGet, POST as usersPost } from "@/app/api/v1/users/route";
import { type Browser, createBrowser, type Handler, signInFirstAdmin } from "@/lib/access/testing/browser";
import { editCluster } from "@/lib/clusters/edit-cluster";
import { getCluster } from "@/lib/clusters/get-cluster";
import { type Cluster, clusterEditSchema } from "@/lib/clusters/schema";
import { getDeployment } from "@/lib/deployments/get-deployment";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { rollOutCredential } from "@/lib/deployments/roll-out-credentials";
import { settleDeployments } from "@/lib/deployments/running";
import { ACTOR, startFleet, type TestFleet, TIMES } from "@/lib/deployments/testing/fleet";
import { getServer } from "@/lib/servers/get-server";
import { listRevisions } from "@/lib/servers/list-revisions";
import type { Server } from "@/lib/servers/schema";
import { confirmEverything } from "./confirm-everything";
import { DAYS } from "./schema";

// Every rule is asked over the API, by people who are signed in, with a real Prometheus behind it.

const BOB = { name: "Bob", email: "bob@example.com", password: "battery horse staple" };

let fleet: TestFleet;
let ada: Browser;
let bob: Browser;
beforeAll(async () => {
  fleet = await startFleet();
  ada = await signInFirstAdmin();
  const added = await call(ada, usersPost, "/api/v1/users", { body: BOB });
  expect(added).toMatchObject({ status: 201, answer: { name: "Bob", email: BOB.email } });
  bob = createBrowser();
  expect((await bob.signIn(BOB.email, BOB.password)).ok).toBe(true);
}, 60_000);
afterAll(() => fleet.stop());

async function call(
  browser: Browser,
  handler: Handler,
  path: string,
  { body, params }: { body?: unknown; params?: object } = {},
) {
  const method = body === undefined ? (handler === (freezeDelete as unknown) ? "DELETE" : "GET") : "POST";
  const options = { method: handler === (serverPut as unknown) ? "PUT" : method, body, params: params as Record<string, string> };
  const response = await browser.send(handler, path, options);
  const text = await response.text();
  const answer = text === "" ? {} : JSON.parse(text);
  return { status: response.status, answer, codes: (answer.problems ?? []).map(({ code }: { code: string }) => code) };
}

const inputOf = async (server: Server, reason = "because") => {
  const { digest } = await planDeployment(server.id);
  return { serverId: server.id, digest, reason, ...(await confirmEverything(server.id)) };
};
const ask = async (browser: Browser, server: Server) =>
  (await call(browser, approvalsPost, "/api/v1/approvals", { body: await inputOf(server) })).answer.id as string;
const decide = (browser: Browser, approvalId: string, decision: string) =>
  call(browser, decisionPost, "/api/v1/approvals/x", { body: { decision }, params: { approvalId } });
const deployAs = async (browser: Browser, server: Server) =>
  await call(browser, deploymentsPost, "/api/v1/deployments", { body: await inputOf(server) });
const freeze = async (body: object) =>
  (await call(ada, freezesPost, "/api/v1/freezes", { body: { reason: "holidays", ...body } })).answer.id as string;
const lift = (freezeId: string) => call(ada, freezeDelete, "/api/v1/freezes/x", { params: { freezeId } });

async function edit(server: Server, changes: object, browser = ada): Promise<void> {
  const { name, url, transport, baseConfig, clusterIds, version } = await getServer(server.id);
  const body = { name, url, transport, baseConfig, clusterIds, version, auth: { kind: "none" }, ...changes };
  const { status } = await call(browser, serverPut, "/api/v1/servers/x", { body, params: { serverId: server.id } });
  expect(status).toBe(200);
}

async function touch(cluster: Cluster, templates: string[], changes: { token?: string; id?: string } = {}): Promise<void> {
  const { name, apiServer, tls, tlsServerName, labels, version } = await getCluster(cluster.id);
  const jobs = templates.map((template) => ({ template }));
  const token = changes.token === undefined ? {} : { token: changes.token };
  const fields = clusterEditSchema.parse({ name, apiServer, tls, tlsServerName, labels, version, jobs, ...token });
  await editCluster(cluster.id, fields, { ...ACTOR, id: changes.id ?? ACTOR.id });
}

async function addServer(changes: object = {}) {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  return { cluster, server: await fleet.addServer(prometheus, { clusterIds: [cluster.id], ...changes }) };
}

async function ended(id: string) {
  await settleDeployments();
  return await getDeployment(id);
}

test("a protected server needs a second person, and the deployment names both", { timeout: 90_000 }, async () => {
  const { server, cluster } = await addServer({ isProtected: true });
  expect(await deployAs(ada, server)).toMatchObject({ status: 409, codes: ["guard/needs-approval"] });
  const id = await ask(ada, server);
  expect(await ask(ada, server)).toBe(id);
  expect(await decide(ada, id, "approve")).toMatchObject({ status: 403, codes: ["guard/decide-own"] });
  expect((await call(bob, approvalsGet, `/api/v1/approvals?serverId=${server.id}`)).answer).toMatchObject([
    { id, author: "Ada", decision: null, summary: expect.arrayContaining([expect.objectContaining({ severity: "info" })]) },
  ]);
  const { answer } = await decide(bob, id, "approve");
  expect(answer).toMatchObject({ decision: "approved", decider: "Bob" });
  expect(await ended(answer.deploymentId)).toMatchObject({ status: "live", author: "Ada", approvedBy: "Bob" });
  expect(await decide(bob, id, "reject")).toMatchObject({ status: 409, codes: ["guard/decided"] });

  // Whoever has had a hand in the change is no second person.
  const me = (await call(bob, usersGet, "/api/v1/users")).answer.find(({ name }: { name: string }) => name === "Bob");
  await touch(cluster, ["nodes", "pods", "cadvisor"], { id: me.id });
  const own = await ask(ada, server);
  expect(await decide(bob, own, "approve")).toMatchObject({ status: 403, codes: ["guard/decide-own-edit"] });
  expect(await decide(bob, own, "withdraw")).toMatchObject({ status: 403, codes: ["guard/withdraw-own"] });
  expect(await decide(ada, own, "withdraw")).toMatchObject({ status: 200, answer: { decision: "withdrawn" } });

  // What was asked for is what is agreed to, or nothing.
  const stale = await ask(ada, server);
  await touch(cluster, ["nodes", "pods", "apiservers"]);
  expect(await decide(bob, stale, "approve")).toMatchObject({ status: 409, codes: ["deployment/digest-changed"] });
  expect((await call(bob, approvalsGet, "/api/v1/approvals")).answer[0]).toMatchObject({ id: stale, decision: "outdated" });
  const unwanted = await ask(ada, server);
  expect(await decide(bob, unwanted, "reject")).toMatchObject({
    status: 200,
    answer: { decision: "rejected", deploymentId: null },
  });
  expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: 1 } });
});

test("two who agree at once start one deployment", { timeout: 60_000 }, async () => {
  const { server } = await addServer({ isProtected: true });
  const id = await ask(ada, server);
  const replies = await Promise.all(Array.from({ length: 5 }, () => decide(bob, id, "approve")));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  await settleDeployments();
  expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: 1 } });
});

test("under a freeze nobody deploys, a renewed token and a rollback with a reason pass, and what was asked for waits", {
  timeout: 120_000,
}, async () => {
  const { server, cluster } = await addServer();
  expect(await ended((await deployAs(ada, server)).answer.id)).toMatchObject({ status: "live" });
  await touch(cluster, ["nodes"]);
  expect(await ended((await deployAs(ada, server)).answer.id)).toMatchObject({ status: "live" });

  const everywhere = await freeze({ endsAt: new Date(Date.now() + 3_600_000).toISOString() });
  const here = await freeze({ serverId: server.id });
  // A renewed token changes nothing but itself.
  await touch(cluster, ["nodes"], { token: fleet.apiServer.rotateToken() });
  await rollOutCredential(cluster.id, TIMES);
  expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: 3 } });

  await touch(cluster, ["nodes", "cadvisor"]);
  expect(await deployAs(ada, server)).toMatchObject({ status: 409, codes: ["guard/frozen", "guard/server-frozen"] });
  expect((await planDeployment(server.id)).holds).toMatchObject({ opensAt: null, problems: [{}, {}] });
  await edit(server, { isProtected: true });
  const waiting = await ask(ada, server);
  expect(await decide(bob, waiting, "approve")).toMatchObject({ status: 409, codes: ["guard/frozen", "guard/server-frozen"] });

  const first = (await listRevisions(server.id)).at(-1)?.id ?? "";
  const { digest } = await planDeployment(server.id, first);
  const rollBack = { revisionId: first, digest, ...(await confirmEverything(server.id, first)) };
  const send = (reason: string) =>
    call(ada, rollbackPost, "/api/v1/servers/x/rollback", { body: { ...rollBack, reason }, params: { serverId: server.id } });
  expect(await send(" ")).toMatchObject({ status: 409, codes: ["guard/reason-required"] });
  expect(await ended((await send("pages are down")).answer.id)).toMatchObject({
    status: "live",
    kind: "rollback",
    reason: "pages are down",
    approvedBy: null,
  });

  expect((await lift(here)).status).toBe(204);
  expect((await planDeployment(server.id)).holds.opensAt).not.toBeNull();
  expect((await lift(everywhere)).status).toBe(204);
  expect((await lift(everywhere)).status).toBe(404);
  // The rollback has changed what the request would do: its numbers are not those that were typed.
  expect(await decide(bob, waiting, "approve")).toMatchObject({
    status: 409,
    codes: ["guard/untyped-targets", "guard/untyped-jobs"],
  });
  const [newest] = (await call(bob, approvalsGet, "/api/v1/approvals")).answer;
  expect(newest).toMatchObject({ id: waiting, decision: "outdated", deploymentId: null });
  await settleDeployments();
});

test("outside of its windows a server is refused with the next time, and a bad window is not saved", {
  timeout: 60_000,
}, async () => {
  // Two days from now, whatever the day is.
  const day = DAYS[(new Date(Date.now() + 2 * 86_400_000).getUTCDay() + 6) % 7] ?? "mon";
  const { server } = await addServer({ windows: [{ days: [day], from: "10:00", to: "11:00", timeZone: "UTC" }] });
  const { status, answer, codes } = await deployAs(ada, server);
  expect({ status, codes }).toEqual({ status: 409, codes: ["guard/outside-window"] });
  expect(answer.problems[0].parameters.opensAt).toMatch(/T10:00:00\.000Z$/);
  for (const window of [
    { days: [], from: "10:00", to: "11:00", timeZone: "UTC" },
    { days: ["mon"], from: "25:00", to: "11:00", timeZone: "UTC" },
    { days: ["mon"], from: "10:00", to: "11:00", timeZone: "Middle/Earth" },
  ]) {
    await expect(edit(server, { windows: [window] })).rejects.toThrow();
  }
  await edit(server, { windows: [] });
  expect(await deployAs(ada, server)).toMatchObject({ status: 202 });
  await settleDeployments();
});
