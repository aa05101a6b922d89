import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FAILPOINTS } from "./failpoint";
import { DEPLOYMENT_STEPS } from "./schema";
import { type Bench, directoryBench } from "./testing/bench";
import { leftovers, startFleet, type TestFleet } from "./testing/fleet";
import { gitBench } from "./testing/git-bench";
import { type Cell, openLane, type Verdict } from "./testing/kill-lane";
import { kubernetesBench } from "./testing/kubernetes-bench";
import { operatorBench } from "./testing/operator-bench";
import { pullBench } from "./testing/pull-bench";
import { sshBench } from "./testing/ssh-bench";

// Real processes are killed at every named place of a deployment, with a real Prometheus at the end (F-13, R4).
// `npm test` kills once in each step; `npm run test:kill-matrix` runs every place, in every way, over every transport.
// KILL_MATRIX is "all" or a part of a bench's name, KILL_RANDOM a number of random kills for each bench,
// KILL_CELLS a pattern of the cells to run, as in "commit.done kill".
const { KILL_MATRIX, KILL_RANDOM, KILL_CELLS } = process.env;
const ONLY = new RegExp(KILL_CELLS ?? "");
const IS_WHOLE = KILL_MATRIX !== undefined;
const ACTIONS: Cell["action"][] = IS_WHOLE ? ["kill", "throw", "hang"] : ["kill"];
const LANES = IS_WHOLE ? 4 : 3;

const EVERY_BENCH: Bench[] = [
  directoryBench("3.5", leftovers),
  directoryBench("2.53", leftovers),
  pullBench(),
  kubernetesBench(),
  sshBench(leftovers),
  gitBench(),
  operatorBench(),
];
const BENCHES = IS_WHOLE
  ? EVERY_BENCH.filter(({ name }) => KILL_MATRIX === "all" || name.includes(KILL_MATRIX))
  : EVERY_BENCH.slice(0, 1);
/** 300 of them all, spread over the ways of delivery. */
const RANDOM_KILLS = IS_WHOLE ? Number(KILL_RANDOM ?? Math.ceil(300 / BENCHES.length)) : 0;

/** Every place, and how a deployment gets there. */
function cellsOf(action: Cell["action"]): Cell[] {
  return FAILPOINTS.flatMap((failpoint): Cell[] => {
    const isUndo = failpoint.startsWith("undo.");
    const config = isUndo ? "refused" : "good";
    if (failpoint.startsWith("recover.")) return [{ failpoint, action, config, isInRecovery: true }];
    const direct = { failpoint, action, config, isInRecovery: false } as const;
    const isRecovered = isUndo || /^(?:reload|verify|live)\./.test(failpoint);
    return isRecovered ? [direct, { ...direct, isInRecovery: true }] : [direct];
  });
}

/** Every moment is tried with the first bench; with the others those that depend on the way of delivery. */
function isForEveryBench(failpoint: string, action: Cell["action"]): boolean {
  if (/\.(?:unannounced|noted)$/.test(failpoint)) return false;
  return action === "kill" || !failpoint.endsWith(".announced");
}

/** In `npm test`: after the side effect of each step, before anybody knows of it. */
const SHORT = new Set([...DEPLOYMENT_STEPS.map((step) => `${step}.done`), "undo.restored", "recover.interrupted"]);

const LOG = join(process.cwd(), ".cache", "kill-matrix.log");

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

test("every failpoint of the source is in the list, and every one of the list in the source", () => {
  const folder = join(process.cwd(), "lib/deployments");
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const named = sources.flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return [...text.matchAll(/await failpoint\([`"](.+?)[`"]\)/g)].map(([, place = ""]) => place);
  });
  const places = named.flatMap((place) => {
    const moment = /^\$\{name\}(.+)$/.exec(place)?.[1];
    return moment === undefined ? [place] : DEPLOYMENT_STEPS.map((step) => step + moment);
  });
  expect(places.sort()).toEqual([...FAILPOINTS].sort());
  expect(new Set(cellsOf("kill").map(({ failpoint }) => failpoint))).toEqual(new Set(FAILPOINTS));
});

test.each(BENCHES)(
  "$name: whatever happens to the process, disk, Prometheus and journal agree",
  { timeout: 7_200_000 },
  async (bench) => {
    const cells = ACTIONS.flatMap(cellsOf).filter(({ failpoint, action, isInRecovery }) => {
      if (IS_WHOLE && !ONLY.test(`${failpoint} ${action}`)) return false;
      if (bench.unpassed?.test(failpoint) === true) return false;
      if (IS_WHOLE) return bench === EVERY_BENCH[0] || isForEveryBench(failpoint, action);
      return SHORT.has(failpoint) && (!isInRecovery || failpoint.startsWith("recover."));
    });
    const queue: (() => Promise<void>)[] = [];
    const results: { cell: string; verdict: Verdict }[] = [];
    const lanes = await Promise.all(Array.from({ length: LANES }, () => openLane(fleet, bench, IS_WHOLE)));
    const free = [...lanes];
    const work = (cell: string, run: (lane: (typeof lanes)[number]) => Promise<Verdict>) => {
      queue.push(async () => {
        const lane = free.pop();
        if (lane === undefined) throw new Error("no lane is free");
        const verdict = await run(lane);
        results.push({ cell, verdict });
        if (IS_WHOLE) appendFileSync(LOG, `${JSON.stringify({ bench: bench.name, cell, ...verdict })}\n`);
        free.push(lane);
      });
    };
    for (const cell of cells) {
      const name = `${cell.failpoint} ${cell.action}${cell.isInRecovery ? " in recovery" : ""}`;
      work(name, (lane) => lane.run(cell));
    }
    for (let kill = 0; kill < RANDOM_KILLS; kill += 1) {
      const share = Math.random();
      const name = `random kill after ${Math.round(100 * share)} % of a deployment`;
      work(name, (lane) => lane.runRandomly(share, kill % 4 === 3 ? "refused" : "good"));
    }
    await Promise.all(Array.from({ length: LANES }, () => workOff(queue)));
    const looks = lanes.reduce((sum, lane) => sum + lane.looks(), 0);
    for (const lane of lanes) await lane.close();
    report(bench.name, results, looks);
    // Kills that find nothing under way would prove nothing.
    const hits = results.filter(({ cell, verdict }) => cell.startsWith("random") && verdict.recoveryMs !== null);
    expect(hits.length).toBeGreaterThanOrEqual(RANDOM_KILLS / 2);
    expect(results.flatMap(({ cell, verdict }) => verdict.violations.map((line) => `${cell}: ${line}`))).toEqual([]);
  },
);

async function workOff(queue: (() => Promise<void>)[]): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
}

/** Figures for people; the whole run leaves them in .cache/kill-matrix.log. */
function report(name: string, results: { cell: string; verdict: Verdict }[], looks: number): void {
  const times = results.flatMap(({ verdict }) => verdict.recoveryMs ?? []).sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0);
  const counts: Record<string, number> = {};
  for (const { verdict } of results) counts[verdict.status] = (counts[verdict.status] ?? 0) + 1;
  const broken = results.filter(({ verdict }) => verdict.violations.length > 0).length;
  const figures = {
    name,
    cells: results.length,
    broken,
    counts,
    recovered: times.length,
    p50: at(0.5),
    p95: at(0.95),
    max: at(1),
    looks,
  };
  if (IS_WHOLE) appendFileSync(LOG, `${JSON.stringify(figures)}\n`);
}
