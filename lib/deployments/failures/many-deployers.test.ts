import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listDeploymentRows } from "@/lib/db/deployments";
import { findRevision } from "@/lib/db/revisions";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { settleDeployments } from "@/lib/deployments/running";
import { isFinal } from "@/lib/deployments/schema";
import { startDeployment } from "@/lib/deployments/start-deployment";
import { ACTOR, leftovers, OWN_CONFIG, readMain, startFleet, type TestFleet, TIMES } from "@/lib/deployments/testing/fleet";
import { checkHistory, digestOf } from "@/lib/deployments/testing/history";
import { startProcess } from "@/lib/deployments/testing/start-process";
import { AppError } from "@/lib/errors";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { serverEditSchema } from "@/lib/servers/schema";

// F-15: whoever deploys to a server at the same time, in one process or in several, gets a clear answer; one at a time writes.
const PROCESSES = 3;
const PROMISES = 17;

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

type Answer = { id: string } | { refused: string };

test("F-15 twenty deployers at once: one deployment at a time, and an answer for each", { timeout: 90_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const server = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id] });
  const firstDigest = digestOf(readMain(prometheus.directory));
  const { digest } = await planDeployment(server.id);
  const programs = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => startProcess(["deploy", server.id, `process-${index}`])),
  );
  // The processes need a moment to start; the others begin when the first of them is about to.
  await expect.poll(() => programs.some((program) => program.events().length > 0), { timeout: 30_000 }).toBe(true);
  const answers = await Promise.all(
    Array.from({ length: PROMISES }, async (_, index): Promise<Answer> => {
      await sleep(index * 40);
      const person = { id: `person-${index}`, name: `Person ${index}` };
      return await startDeployment({ serverId: server.id, digest, reason: "" }, person, TIMES).then(
        ({ id }) => ({ id }),
        (error: unknown) => ({ refused: error instanceof AppError ? (error.problems[0]?.code ?? error.code) : String(error) }),
      );
    }),
  );
  for (const program of programs) await program.ended();
  await settleDeployments();
  const rows = await listDeploymentRows(server.id);
  const known = new Set(rows.map(({ id }) => id));
  const fromProcesses = programs.map((program) => program.events().find((event) => "started" in event || "refused" in event));
  expect(answers.filter((answer) => !("id" in answer && known.has(answer.id)))).toEqual([]);
  expect(fromProcesses.every((event) => event !== undefined && known.has(String(event.started)))).toBe(true);
  expect(rows.every(({ status }) => status === "live")).toBe(true);
  const history = { sightings: [], generations: new Set<string>(), leftovers: leftovers(prometheus.directory) };
  expect(await checkHistory({ serverId: server.id, firstDigest, deployments: rows, ...history })).toEqual([]);
  const live = await findRevision(rows[0]?.revision.id ?? "");
  expect(digestOf(readMain(prometheus.directory))).toBe(live?.contents.mainDigest);
});

test("F-15 a holder that stands still past its lease: others hear who and since when, and its late write is refused", {
  timeout: 90_000,
}, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const server = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id] });
  const holder = await startProcess(["deploy", server.id, "grace"], "trace,commit.announced=hang");
  await expect.poll(() => holder.events().some(({ action }) => action === "hang"), { timeout: 30_000 }).toBe(true);
  const before = readMain(prometheus.directory);
  const [held] = await listDeploymentRows(server.id);
  const { digest } = await planDeployment(server.id);
  // The same bundle: its twin is the answer, whoever runs it.
  expect((await startDeployment({ serverId: server.id, digest, reason: "" }, ACTOR, TIMES)).id).toBe(held?.id);
  // Another bundle: who is in the way, and since when.
  const { version, name } = await getServer(server.id);
  const edit = { name, url: prometheus.url, auth: { kind: "none" }, transport: server.transport, clusterIds: [], version };
  await editServer(server.id, serverEditSchema.parse({ ...edit, baseConfig: OWN_CONFIG }), ACTOR);
  const changed = await planDeployment(server.id);
  const refused = startDeployment({ serverId: server.id, digest: changed.digest, reason: "" }, ACTOR, TIMES);
  const parameters = { author: "grace", since: held?.createdAt };
  await expect(refused).rejects.toMatchObject({ problems: [{ code: "deployment/busy", parameters }] });
  const statusNow = async () => (await listDeploymentRows(server.id)).find(({ id }) => id === held?.id)?.status ?? "queued";
  const recovery = await startProcess(["recover", server.id]);
  await expect.poll(async () => isFinal(await statusNow()), { timeout: 30_000 }).toBe(true);
  await recovery.ended();
  await settleDeployments();
  const decided = await statusNow();
  const now = readMain(prometheus.directory);
  holder.signal("SIGCONT");
  await holder.ended();
  expect(await statusNow()).toBe(decided);
  expect(readMain(prometheus.directory)).toBe(now);
  expect(decided).toBe("rejected");
  expect(now).toBe(before);
  expect(leftovers(prometheus.directory)).toEqual([]);
});
