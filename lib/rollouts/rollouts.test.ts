import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listDeployments } from "@/lib/deployments/list-deployments";
import { ACTOR, UNWATCHED_TIMES } from "@/lib/deployments/testing/fleet";
import { startProcess } from "@/lib/deployments/testing/start-process";
import { abortRollout, resumeRollout, undoRollout } from "./change-rollout";
import { getRollout } from "./get-rollout";
import { isRolling, type Rollout, type RolloutMember } from "./schema";
import { FAULTS } from "./testing/faults";
import {
  codesOf,
  confirm,
  dice,
  ended,
  expectLedgerTrue,
  expectWavesInOrder,
  type Generation,
  type ManyServers,
  rollOut,
  STRATEGY,
  startManyServers,
  statesOf,
} from "./testing/many-servers";

const SERVER_COUNT = 10;
/** `npm run test:rollouts` does many. */
const ROUNDS = Number(process.env.ROLLOUT_ROUNDS ?? 1);
const SEED = Number(process.env.ROLLOUT_SEED ?? 4);
const TIMEOUT = 150_000 * ROUNDS;
/** Where a single round has to be short. */
const KILLED_COUNT = ROUNDS > 1 ? SERVER_COUNT : 4;

const ROLLOUT_PROCESS = "lib/rollouts/testing/rollout-process.ts";

const roll = dice(SEED);
let servers: ManyServers;
/** What every server has before a round. */
let before: Generation;

beforeAll(async () => {
  servers = await startManyServers(SERVER_COUNT);
  before = await servers.changeAll();
  const first = await rollOut(await confirm(servers.ids), { ...STRATEGY, parallel: SERVER_COUNT, sharePercent: 100 });
  expect([first.status, ...codesOf(first)]).toEqual(["done"]);
}, 120_000);
afterAll(async () => {
  await servers.stop();
}, 60_000);

/** Who runs many rounds wants to see them. */
function tell(line: string): void {
  if (ROUNDS > 1) process.stdout.write(`${line}\n`);
}

/** The waves before the one of a failure are live, those behind it have not begun. */
function expectStoppedAt({ status, members }: Rollout, position: number): void {
  expect([status, members[position]?.state]).toEqual(["stopped", "failed"]);
  const wave = members[position]?.wave ?? 0;
  const statesWhere = (isIt: (member: RolloutMember) => boolean) => [...new Set(members.filter(isIt).map(({ state }) => state))];
  expect(statesWhere((member) => member.wave < wave)).toEqual(wave === 0 ? [] : ["live"]);
  expect(statesWhere((member) => member.wave > wave)).toEqual(wave === 2 ? [] : ["waiting"]);
}

/** Goes on with what is not live, to the end. */
async function resume({ id, members }: Rollout, after: Generation): Promise<void> {
  const open = members.filter(({ state }) => state !== "live").map(({ server }) => server.id);
  await resumeRollout(id, { servers: await confirm(open) }, ACTOR, UNWATCHED_TIMES);
  const done = await ended(id);
  expect([done.status, ...codesOf(done), ...new Set(statesOf(done))]).toEqual(["done", "live"]);
  expectWavesInOrder(done);
  await expectLedgerTrue(done, servers.places, { before, after });
  before = after;
}

async function undo({ id, members }: Rollout, after: Generation): Promise<void> {
  await undoRollout(id, ACTOR, UNWATCHED_TIMES);
  const undone = await ended(id);
  const expected = members.map(({ state }) => (state === "live" ? "undone" : state));
  expect([undone.status, ...statesOf(undone)]).toEqual(["undone", ...expected]);
  await expectLedgerTrue(undone, servers.places, { before, after });
}

test("F-19 ten servers, a fault at random: order kept, ledger true, resumed or undone", { timeout: TIMEOUT }, async () => {
  const names = Object.keys(FAULTS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const position = roll(SERVER_COUNT);
    const name = names[roll(names.length)] ?? "";
    const [fault, broken] = [FAULTS[name], servers.places[position]];
    if (fault === undefined || broken === undefined) throw new Error("unreachable");
    const then = roll(3) === 0 ? undo : resume;
    const told = `round ${round}: ${name}, server ${position}, then ${then.name}`;
    tell(told);
    const after = await servers.changeAll();
    const confirmed = await confirm(servers.ids);
    const mend = await fault.breakIt(broken, after);
    const stopped = await rollOut(confirmed, STRATEGY, fault.times);
    await mend();
    expectStoppedAt(stopped, position);
    expect(codesOf(stopped), told).toSatisfy((codes: string[]) => codes.some((code) => fault.codes.includes(code)));
    await expectLedgerTrue(stopped, servers.places, { before, after });
    await then(stopped, after);
  }
});

/** Starts a rollout in a process of its own, and kills that one when so many servers are live, and a moment later. */
async function startAndKill(ids: readonly string[]): Promise<string> {
  const input = { servers: await confirm(ids), strategy: { ...STRATEGY, parallel: 2 } };
  const driver = await startProcess(["start", JSON.stringify(input)], "", { entry: ROLLOUT_PROCESS });
  const startedId = () => driver.events().flatMap(({ started }) => (typeof started === "string" ? [started] : []))[0];
  await expect.poll(startedId, { timeout: 60_000 }).toBeDefined();
  const id = startedId() ?? "";
  const liveCount = roll(ids.length - 1);
  const countLive = async () => statesOf(await getRollout(id)).filter((state) => state === "live").length;
  await expect.poll(countLive, { timeout: 60_000 }).toBeGreaterThanOrEqual(liveCount);
  await sleep(roll(700));
  driver.signal("SIGKILL");
  await driver.ended();
  return id;
}

async function takeUp(id: string): Promise<Rollout> {
  const driver = await startProcess(["take-up", id], "", { entry: ROLLOUT_PROCESS });
  await driver.ended();
  const rollout = await getRollout(id);
  expect(isRolling(rollout.status), driver.log()).toBe(false);
  return rollout;
}

test("a process that is killed in the middle of a rollout: the next one goes on, and begins nothing twice", {
  timeout: TIMEOUT,
}, async () => {
  const ids = servers.ids.slice(0, KILLED_COUNT);
  const count = async () => await Promise.all(ids.map(async (serverId) => (await listDeployments({ serverId })).length));
  for (let round = 0; round < ROUNDS; round += 1) {
    const countBefore = await count();
    const after = await servers.changeAll();
    const rollout = await takeUp(await startAndKill(ids));
    const begun = rollout.members.map(({ state }) => (state === "waiting" ? 0 : 1));
    expect((await count()).map((all, index) => all - (countBefore[index] ?? 0))).toEqual(begun);
    expectWavesInOrder(rollout);
    await expectLedgerTrue(rollout, servers.places, { before, after });
    tell(`round ${round}: killed, then ${statesOf(rollout).join(" ")}`);
    if (rollout.status === "done") before = after;
    else await resume(rollout, after);
  }
});

test("undo takes every server back to what it had, the last first", { timeout: 60_000 }, async () => {
  const ids = servers.ids.slice(0, 4);
  const after = await servers.changeAll();
  const done = await rollOut(await confirm(ids));
  expect(done.status).toBe("done");
  await undo(done, after);
  const starts = (await getRollout(done.id)).members.map(({ undoDeployment }) => Date.parse(undoDeployment?.createdAt ?? ""));
  expect(starts.toSorted((a, b) => b - a)).toEqual(starts);
});

test("a plan that has changed since it was shown is refused by name, and nothing is begun behind it", {
  timeout: 40_000,
}, async () => {
  const ids = servers.ids.slice(0, 3);
  await servers.changeAll();
  const confirmed = await confirm(ids);
  await servers.changeAll();
  const stopped = await rollOut(confirmed);
  expect([stopped.status, ...statesOf(stopped)]).toEqual(["stopped", "failed", "waiting", "waiting"]);
  expect(codesOf(stopped)).toEqual(["deployment/digest-changed"]);
  await expect(resumeRollout(stopped.id, { servers: await confirm(ids.slice(0, 2)) }, ACTOR)).rejects.toMatchObject({
    problems: [{ code: "rollout/not-confirmed" }],
  });
  const aborted = await abortRollout(stopped.id, ACTOR);
  expect(aborted.status).toBe("aborted");
  await expect(abortRollout(stopped.id, ACTOR)).rejects.toMatchObject({ problems: [{ code: "rollout/not-now" }] });
});

test("a server that is new has nothing to go back to, and says so", { timeout: 40_000 }, async () => {
  const { fleet } = servers;
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const server = await fleet.addServer(prometheus);
  const done = await rollOut(await confirm([server.id]));
  await undoRollout(done.id, ACTOR, UNWATCHED_TIMES);
  const undone = await ended(done.id);
  expect([undone.status, ...codesOf(undone)]).toEqual(["undo_incomplete", "rollout/no-previous"]);
});
