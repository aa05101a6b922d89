import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { db } from "@/lib/db/database";
import { confirmEverything } from "@/lib/deployments/guards/confirm-everything";
import { listDeployments } from "@/lib/deployments/list-deployments";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { settleDeployments } from "@/lib/deployments/running";
import { ACTOR, OWN_CONFIG, readMain, startFleet, type TestFleet, UNWATCHED_TIMES } from "@/lib/deployments/testing/fleet";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import type { Server } from "@/lib/servers/schema";
import { abortRollout, resumeRollout, undoRollout } from "./change-rollout";
import { settleRollouts, takeUpRollouts } from "./drive-rollout";
import { getRollout } from "./get-rollout";
import type { ConfirmedServer, Rollout, RolloutMember } from "./schema";
import { startRollout } from "./start-rollout";

const SERVER_COUNT = 10;
/** `npm run test:rollouts` does many. */
const ROUNDS = Number(process.env.ROLLOUT_ROUNDS ?? 1);
const SEED = Number(process.env.ROLLOUT_SEED ?? 4);
const STRATEGY = { canary: 1, sharePercent: 25, settleSeconds: 0, parallel: 4 };

type Place = { readonly prometheus: RealPrometheus; readonly id: string };

let fleet: TestFleet;
let places: Place[];
let interval = 10;

beforeAll(async () => {
  fleet = await startFleet();
  places = await Promise.all(
    Array.from({ length: SERVER_COUNT }, async () => {
      const prometheus = await fleet.run("3.5", fleet.makeFolder());
      return { prometheus, id: (await fleet.addServer(prometheus)).id };
    }),
  );
}, 60_000);
afterAll(async () => {
  await settleRollouts();
  await fleet.stop();
}, 60_000);

/** A new base config for every server, so that each has something to deploy. */
async function changeAll(): Promise<string> {
  interval += 1;
  const baseConfig = `rule_files: [rules-${interval}.yml]\n${OWN_CONFIG.replace("5s", `${interval}s`)}`;
  for (const { id } of places) {
    const { name, url, transport, prometheusVersion, caPem, clusterIds, version } = await getServer(id);
    await editServer(
      id,
      { name, url, transport, prometheusVersion, caPem, clusterIds, version, baseConfig, auth: { kind: "none" } },
      ACTOR,
    );
  }
  return baseConfig;
}

async function confirm(ids: readonly string[]): Promise<ConfirmedServer[]> {
  return await Promise.all(
    ids.map(async (serverId) => ({
      serverId,
      digest: (await planDeployment(serverId)).digest,
      ...(await confirmEverything(serverId)),
    })),
  );
}

async function rollOut(servers: readonly ConfirmedServer[], strategy = STRATEGY): Promise<Rollout> {
  const { id } = await startRollout({ servers: [...servers], strategy, reason: "test" }, ACTOR, UNWATCHED_TIMES);
  return await ended(id);
}

async function ended(id: string): Promise<Rollout> {
  await settleRollouts();
  await settleDeployments();
  return await getRollout(id);
}

const statesOf = ({ members }: Rollout) => members.map(({ state }) => state);
const codesOf = ({ members }: Rollout) => members.flatMap(({ problems }) => problems.map(({ code }) => code));
const textAt = (index: number) => readMain(places[index]?.prometheus.directory ?? "");

/** No deployment of a wave begins before every one of the wave before has ended. */
function expectWavesInOrder({ members }: Rollout): void {
  const spans = (wave: number) => members.filter((member) => member.wave === wave).flatMap(({ deployment }) => deployment ?? []);
  for (const wave of [1, 2]) {
    const ends = spans(wave - 1).map(({ finishedAt }) => Date.parse(finishedAt ?? "9999-01-01"));
    const starts = spans(wave).map(({ createdAt }) => Date.parse(createdAt));
    for (const start of starts) expect(start).toBeGreaterThanOrEqual(Math.max(...ends));
  }
}

/** What each line of the ledger says is what the disk of its server holds, and what its Prometheus runs. */
async function expectLedgerTrue({ members }: Rollout, before: string, after: string): Promise<void> {
  for (const [index, { state }] of members.entries()) {
    const text = state === "live" ? after : before;
    expect([index, textAt(index)]).toEqual([index, text]);
    const loaded = await (await fetch(`${places[index]?.prometheus.url}/api/v1/status/config`)).text();
    expect(loaded).toContain(`scrape_interval: ${/scrape_interval: (\d+s)/.exec(text)?.[1]}`);
  }
}

/** Named by the newest config only: what was there before does not depend on it. */
const rulesOf = ({ directory }: RealPrometheus) => join(directory, `rules-${interval}.yml`);

/** What can be wrong with one server, how it is mended, and the code that the ledger must name. */
type Fault = { code: string; breakIt(place: Place): Promise<void>; mend(place: Place): Promise<void> };
const FAULTS: Record<string, Fault> = {
  "a config that Prometheus refuses": {
    code: "deployment/reload-failed",
    breakIt: async ({ prometheus }) => writeFileSync(rulesOf(prometheus), "groups: [{ nonsense: true }]\n"),
    mend: async ({ prometheus }) => rmSync(rulesOf(prometheus)),
  },
  "a Prometheus that is down": {
    code: "server/refused",
    breakIt: async ({ prometheus }) => await prometheus.halt(),
    mend: async ({ prometheus }) => await prometheus.restart(),
  },
  "a folder that is gone": {
    code: "deployment/no-directory",
    breakIt: async ({ prometheus: { directory } }) => renameSync(directory, `${directory}-away`),
    mend: async ({ prometheus: { directory } }) => {
      rmSync(directory, { recursive: true, force: true });
      renameSync(`${directory}-away`, directory);
    },
  },
};

/** A small generator (Park and Miller), so that a round can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

test("F-19: ten servers, a fault at random: order kept, ledger true, resumed, undone", {
  timeout: 60_000 * (ROUNDS + 1),
}, async () => {
  const ids = places.map(({ id }) => id);
  let before = await changeAll();
  const first = await rollOut(await confirm(ids), { ...STRATEGY, parallel: 10, sharePercent: 100 });
  expect([...codesOf(first), ...statesOf(first)]).toEqual(Array.from(ids, () => "live"));
  const roll = dice(SEED);
  for (let round = 0; round < ROUNDS; round += 1) {
    const position = roll(SERVER_COUNT);
    const [name, fault] = Object.entries(FAULTS)[roll(Object.keys(FAULTS).length)] ?? [];
    const broken = places[position];
    if (fault === undefined || broken === undefined) throw new Error("unreachable");
    const after = await changeAll();
    const servers = await confirm(ids);
    await fault.breakIt(broken);
    const stopped = await rollOut(servers);
    expect([name, position, stopped.status]).toEqual([name, position, "stopped"]);
    expect(stopped.members[position]).toMatchObject({ state: "failed" });
    expect(codesOf(stopped)).toContain(fault.code);
    const wave = stopped.members[position]?.wave ?? 0;
    const statesWhere = (isIt: (member: RolloutMember) => boolean) =>
      new Set(stopped.members.filter(isIt).map(({ state }) => state));
    expect([...statesWhere((member) => member.wave < wave)]).toEqual(wave === 0 ? [] : ["live"]);
    expect([...statesWhere((member) => member.wave > wave)]).toEqual(wave === 2 ? [] : ["waiting"]);
    await fault.mend(broken);
    await expectLedgerTrue(stopped, before, after);

    const open = stopped.members.filter(({ state }) => state !== "live").map(({ server }) => server.id);
    await resumeRollout(stopped.id, { servers: await confirm(open) }, ACTOR, UNWATCHED_TIMES);
    const done = await ended(stopped.id);
    expect([done.status, ...statesOf(done)]).toEqual(["done", ...Array.from(ids, () => "live")]);
    expectWavesInOrder(done);
    await expectLedgerTrue(done, before, after);
    before = after;
  }
});

test("undo takes every server back to what it had, the last first", { timeout: 40_000 }, async () => {
  const before = textAt(0);
  const ids = places.map(({ id }) => id).slice(0, 4);
  await changeAll();
  const done = await rollOut(await confirm(ids));
  expect(done.status).toBe("done");
  await undoRollout(done.id, ACTOR, UNWATCHED_TIMES);
  const undone = await ended(done.id);
  expect([undone.status, ...statesOf(undone)]).toEqual(["undone", "undone", "undone", "undone", "undone"]);
  expect(ids.map((_id, index) => textAt(index))).toEqual(ids.map(() => before));
  const starts = undone.members.map(({ undoDeployment }) => Date.parse(undoDeployment?.createdAt ?? ""));
  expect(starts.toSorted((a, b) => b - a)).toEqual(starts);
});

test("a driver that is lost in the middle: whoever takes it up begins nothing twice", { timeout: 40_000 }, async () => {
  const ids = places.map(({ id }) => id);
  await changeAll();
  const counts = async () => await Promise.all(ids.map(async (serverId) => (await listDeployments({ serverId })).length));
  const before = await counts();
  const servers = await confirm(ids);
  const { id } = await startRollout({ servers, strategy: { ...STRATEGY, parallel: 2 }, reason: "" }, ACTOR, UNWATCHED_TIMES);
  await expect
    .poll(async () => statesOf(await getRollout(id)).filter((state) => state === "live").length, { timeout: 20_000 })
    .toBeGreaterThan(1);
  await db().rollout.updateMany({ where: { id }, data: { driver: "another process", driverEnds: new Date(Date.now() + 6_000) } });
  await settleRollouts();
  expect((await getRollout(id)).status).toBe("running");
  await expect
    .poll(
      async () => {
        await takeUpRollouts(UNWATCHED_TIMES);
        await settleRollouts();
        return (await getRollout(id)).status;
      },
      { timeout: 20_000 },
    )
    .toBe("done");
  expect((await counts()).map((count, index) => count - (before[index] ?? 0))).toEqual(ids.map(() => 1));
});

test("a plan that has changed since it was shown is refused by name, and nothing is begun behind it", {
  timeout: 40_000,
}, async () => {
  const ids = places.map(({ id }) => id).slice(0, 3);
  await changeAll();
  const servers = await confirm(ids);
  await changeAll();
  const stopped = await rollOut(servers);
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
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const server: Server = await fleet.addServer(prometheus);
  const done = await rollOut(await confirm([server.id]));
  await undoRollout(done.id, ACTOR, UNWATCHED_TIMES);
  const undone = await ended(done.id);
  expect([undone.status, ...codesOf(undone)]).toEqual(["undo_incomplete", "rollout/no-previous"]);
});
