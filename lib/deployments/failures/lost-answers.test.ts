import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as eventsGet } from "@/app/api/v1/deployments/[deploymentId]/events/route";
import { POST as deploymentsPost } from "@/app/api/v1/deployments/route";
import { type Browser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { listDeploymentRows } from "@/lib/db/deployments";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { drainDeployments, settleDeployments, stopDrainingForTest } from "@/lib/deployments/running";
import { type Deployment, deploymentSchema } from "@/lib/deployments/schema";
import { startDeployment } from "@/lib/deployments/start-deployment";
import { ACTOR, OWN_CONFIG, readMain, startFleet, type TestFleet, TIMES } from "@/lib/deployments/testing/fleet";
import { startProcess } from "@/lib/deployments/testing/start-process";

// What the browser, or whoever stops us, may do in the middle of a deployment.
let fleet: TestFleet;
let browser: Browser;
beforeAll(async () => {
  fleet = await startFleet();
  browser = await signInFirstAdmin();
});
afterAll(async () => {
  await fleet.stop();
});

async function addServer() {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const server = await fleet.addServer(prometheus, {});
  const { digest } = await planDeployment(server.id);
  return { prometheus, server, body: { serverId: server.id, digest, reason: "" } };
}

const post = async (body: unknown, key?: string) => {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  return await browser.send(deploymentsPost, "/api/v1/deployments", { method: "POST", body, headers });
};

test("F-35 ten clicks and a lost answer start one deployment, also when it is over", { timeout: 60_000 }, async () => {
  const { server, body } = await addServer();
  const clicks = await Promise.all(Array.from({ length: 10 }, () => post(body, "a-key-of-one-click")));
  const ids = await Promise.all(clicks.map(async (reply) => deploymentSchema.parse(await reply.json()).id));
  expect(new Set(ids).size).toBe(1);
  await settleDeployments();
  const again = deploymentSchema.parse(await (await post(body, "a-key-of-one-click")).json());
  expect(again).toMatchObject({ id: ids[0], status: "live" });
  expect(await listDeploymentRows(server.id)).toHaveLength(1);
  const other = await post({ ...body, digest: "0".repeat(64) }, "a-key-of-one-click");
  expect(other.status).toBe(409);
  expect(await other.json()).toMatchObject({ problems: [{ code: "deployment/request-key-reused" }] });
  expect((await post(body, "?")).status).toBe(422);
});

/** Reads events until the stream ends by itself. */
async function readEvents(response: Response): Promise<{ deployments: Deployment[]; text: string }> {
  const text = await response.text();
  const lines = text.split("\n").filter((line) => line.startsWith("data: ") && line !== "data: {}");
  return { deployments: lines.map((line) => deploymentSchema.parse(JSON.parse(line.slice("data: ".length)))), text };
}

const follow = async (id: string) =>
  await browser.send(eventsGet, `/api/v1/deployments/${id}/events`, { params: { deploymentId: id } });

test("events tell each change of a deployment that another process runs, and end with it", { timeout: 60_000 }, async () => {
  const { server } = await addServer();
  const program = await startProcess(["deploy", server.id]);
  const started = () => program.events().find((event) => "started" in event)?.started;
  await expect.poll(started, { timeout: 30_000 }).toBeDefined();
  const response = await follow(String(started()));
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const { deployments, text } = await readEvents(response);
  await program.ended();
  expect(deployments.length).toBeGreaterThan(1);
  expect(deployments.at(-1)).toMatchObject({ status: "live" });
  expect(deployments.at(-1)?.steps.find(({ name }) => name === "verify")).toMatchObject({ status: "done" });
  expect(text.trimEnd().endsWith("event: end\ndata: {}")).toBe(true);
});

test("a person has five streams at once; a closed one makes room", { timeout: 60_000 }, async () => {
  const { server } = await addServer();
  const { digest } = await planDeployment(server.id);
  const { id } = await startDeployment({ serverId: server.id, digest, reason: "" }, ACTOR, TIMES);
  const open = await Promise.all(Array.from({ length: 5 }, () => follow(id)));
  expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect((await follow(id)).status).toBe(429);
  for (const response of open) await response.body?.cancel();
  await expect
    .poll(async () => {
      const next = await follow(id);
      await next.body?.cancel();
      return next.status;
    })
    .toBe(200);
  await settleDeployments();
});

test("F-33 asked to end, a process takes nothing new and brings what it runs to its end", { timeout: 60_000 }, async () => {
  const { body, server } = await addServer();
  const { id } = await startDeployment(body, ACTOR, TIMES);
  const drained = drainDeployments(20_000);
  await expect(startDeployment(body, ACTOR, TIMES)).rejects.toMatchObject({ problems: [{ code: "deployment/stopping" }] });
  expect(await drained).toBe(0);
  expect((await listDeploymentRows(server.id)).find((row) => row.id === id)?.status).toBe("live");
  stopDrainingForTest();
  await settleDeployments();
});

test.each(["render.announced", "stage.done", "reload.announced"])(
  "F-33 SIGTERM at %s: the deployment ends, and the process with 0",
  { timeout: 60_000 },
  async (place) => {
    const { prometheus, server } = await addServer();
    const program = await startProcess(["deploy", server.id], `trace,${place}=hang`);
    await expect.poll(() => program.events().some(({ action }) => action === "hang"), { timeout: 30_000 }).toBe(true);
    program.signal("SIGTERM");
    program.signal("SIGCONT");
    await program.ended();
    expect(program.exitCode()).toBe(0);
    expect((await listDeploymentRows(server.id))[0]?.status).toBe("live");
    expect(readMain(prometheus.directory)).toContain(OWN_CONFIG);
  },
);
