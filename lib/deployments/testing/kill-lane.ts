import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listDeploymentRows } from "@/lib/db/deployments";
import { findRevision } from "@/lib/db/revisions";
import { type Deployment, isFinal } from "@/lib/deployments/schema";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { type ServerInput, serverEditSchema } from "@/lib/servers/schema";
import type { Bench } from "./bench";
import { ACTOR, OWN_CONFIG, type TestFleet } from "./fleet";
import { checkHistory, digestOf, generationOf, observe } from "./history";
import { type DeployProcess, startProcess } from "./start-process";

/** A restarted process has this long to decide what its predecessor has left. */
export const RECOVERY_MS_MAX = 15_000;
/** What a test machine under load may need to start a program. */
const SETTLE_MS = 60_000;
/** Where somebody else brings the content, an undo waits for a minute: most of that is nothing to break. */
const LIFE_MS_MAX = 10_000;

/** How a deployment is broken: at a place of the first process, or of the one that recovers it. */
export type Cell = {
  readonly failpoint: string;
  readonly action: "kill" | "throw" | "hang";
  /** "refused": Prometheus will not take the configuration. */
  readonly config: "good" | "refused";
  /** True when a first process is killed after its rename, and it is its successor that fails. */
  readonly isInRecovery: boolean;
};

export type Verdict = {
  readonly status: string;
  /** Codes of the problems that ended it. */
  readonly codes: readonly string[];
  /**
   * From the first word of the process that recovers until disk, Prometheus and journal agree; null when there was
   * nothing to recover.
   */
  readonly recoveryMs: number | null;
  readonly violations: readonly string[];
};

export type KillLane = Awaited<ReturnType<typeof openLane>>;

/**
 * One server at one place, broken again and again.
 * @param isTimed whether a recovery that takes too long is a violation: only where nothing else keeps the machine busy
 */
export async function openLane(fleet: TestFleet, bench: Bench, isTimed: boolean) {
  const place = await bench.start(fleet);
  const cluster = await fleet.addCluster();
  const input: Partial<ServerInput> = {
    clusterIds: [cluster.id],
    transport: place.transport,
    ...(place.transportSecret === undefined ? {} : { transportSecret: place.transportSecret }),
  };
  const server = await fleet.addServer(place.prometheus, input);
  const rules = join(fleet.makeFolder(), "refused.yml");
  writeFileSync(rules, "groups: [{ nonsense: true }]\n");
  const firstDigest = digestOf(place.readMain());
  const observer = observe(place);
  const generations = new Set(["none"]);
  let count = 0;

  const configure = async (config: Cell["config"]) => {
    count += 1;
    const generation = `g${count}`;
    generations.add(generation);
    const isRefused = config === "refused";
    const refused = isRefused ? `rule_files: ["${rules}"]\n` : "";
    const marked = OWN_CONFIG.replace("global:\n", `global:\n  external_labels:\n    generation: "${generation}"\n`);
    const { version, name } = await getServer(server.id);
    const edit = serverEditSchema.parse({
      name,
      url: place.prometheus.url,
      auth: { kind: "none" },
      ...input,
      baseConfig: place.baseConfig?.(generation, isRefused) ?? refused + marked,
      version,
    });
    await editServer(server.id, edit, ACTOR);
  };

  const deployments = async () => await listDeploymentRows(server.id);

  /** What disk, Prometheus and journal say; null when they agree. */
  const disagreement = async (): Promise<string | null> => {
    const rows = await deployments();
    const open = rows.find(({ status }) => !isFinal(status));
    if (open !== undefined) return `${open.id} is ${open.status}`;
    const [newest] = rows;
    if (newest?.status === "needs_hands")
      return newest.problems.some(({ code }) => code === "deployment/by-hand") ? null : "no commands";
    const expected = await expectedDigest(rows, firstDigest);
    const disk = digestOf(place.readMain());
    if (disk !== expected) return `disk is ${disk}, the journal says ${expected}`;
    const loaded = generationOf(await place.prometheus.loadedConfig().catch(() => ""));
    const onDisk = generationOf(place.readMain() ?? "");
    return loaded === onDisk ? null : `loaded is ${loaded}, disk is ${onDisk}`;
  };

  const untilAgreed = async (waitMs: number): Promise<string | null> => {
    const endsAt = performance.now() + SETTLE_MS + waitMs;
    for (;;) {
      const doubt = await disagreement();
      if (doubt === null || performance.now() > endsAt) return doubt;
      await sleep(50);
    }
  };

  /** Starts what a restart would start, and waits until everything agrees. */
  const recover = async (failpoints?: string) => {
    const wasOpen = (await deployments()).some(({ status }) => !isFinal(status));
    const program = await startProcess(["recover", server.id], failpoints);
    return { program, wasOpen };
  };

  /** @param waitMs for how long a deployment rightly waits for whoever brings the content */
  const judge = async (
    recovery: { program: DeployProcess; wasOpen: boolean } | null,
    waitMs = place.visibleWithinMs,
  ): Promise<Verdict> => {
    const doubt = await untilAgreed(waitMs);
    // Loading the program takes its time on a busy machine, and is no part of what is promised.
    const begunAt = Number(recovery?.program.events().find((event) => "begun" in event)?.at ?? Date.now());
    const ms = Math.max(0, Date.now() - begunAt);
    const rows = await deployments();
    const violations = await checkHistory({
      serverId: server.id,
      firstDigest,
      sightings: observer.sightings,
      deployments: rows,
      generations,
      leftovers: place.leftovers(),
    });
    observer.sightings.length = 0;
    if (doubt !== null) violations.push(`I3 ${doubt}`);
    const recoveryMs = recovery?.wasOpen === true ? ms : null;
    if (isTimed && recoveryMs !== null && recoveryMs > RECOVERY_MS_MAX + waitMs) {
      violations.push(`R4 recovery took ${Math.round(recoveryMs)} ms`);
    }
    const [newest] = rows;
    const codes = newest?.problems.map(({ code }) => code) ?? [];
    return { status: newest?.status ?? "none", codes, recoveryMs, violations };
  };

  const lives = new Map<Cell["config"], number>();
  /** How long a deployment takes that nobody breaks. The very first one of a lane takes longer than all others. */
  const measureLife = async (config: Cell["config"]): Promise<number> => {
    if (lives.size === 0) await runUnbroken("good");
    const ms = Math.min(await runUnbroken(config), LIFE_MS_MAX);
    lives.set(config, ms);
    return ms;
  };
  const runUnbroken = async (config: Cell["config"]): Promise<number> => {
    await configure(config);
    const whole = await startProcess(["deploy", server.id]);
    const startedAt = await timeOf(whole, "started");
    const ms = (await timeOf(whole, "ended")) - startedAt;
    await whole.ended();
    return ms;
  };

  return {
    place,
    server,
    looks: observer.looks,
    configure,

    /** Breaks a deployment at one place, lets a new process recover, and judges. */
    async run({ failpoint, action, config, isInRecovery }: Cell): Promise<Verdict> {
      await configure(config);
      const first = await startProcess(
        ["deploy", server.id],
        isInRecovery ? "trace,commit.done=kill" : `trace,${failpoint}=${action}`,
      );
      await untilBroken(first);
      let broken = first;
      if (isInRecovery) {
        broken = (await recover(`trace,${failpoint}=${action}`)).program;
        await untilBroken(broken);
      }
      const isHit = await wasPassed(broken, { failpoint, action });
      const { program, wasOpen } = await recover();
      const verdict = await judge({ program, wasOpen });
      await program.ended();
      const violations = [...verdict.violations, ...(isHit ? [] : [`${failpoint} was not passed: ${first.log().slice(-300)}`])];
      if (action === "hang") {
        // What stood still goes on, long after its lease was taken: nothing of it may count.
        const before = digestOf(place.readMain());
        broken.signal("SIGCONT");
        await broken.ended();
        // Where nothing was written down nobody has taken over, and it rightly begins late.
        if (wasOpen && digestOf(place.readMain()) !== before) violations.push("I4 a stale process has changed the main file");
        violations.push(...(await judge(null)).violations);
      }
      await broken.stop("SIGKILL");
      const secrets = [broken, program].some((one) => one.log().includes(fleet.apiServer.token()));
      return { ...verdict, violations: [...violations, ...(secrets ? ["I8 a token was written to the log"] : [])] };
    },

    /**
     * Kills a deployment wherever it is.
     * @param share of its life: 0 when it has been written down, 1 when one that nobody breaks has ended
     */
    async runRandomly(share: number, config: Cell["config"]): Promise<Verdict> {
      const lifeMs = lives.get(config) ?? (await measureLife(config));
      await configure(config);
      const first = await startProcess(["deploy", server.id]);
      await timeOf(first, "started");
      await sleep(share * lifeMs);
      await first.stop("SIGKILL");
      const { program, wasOpen } = await recover();
      const waitMs = config === "refused" ? (place.refusedWithinMs ?? place.visibleWithinMs) : place.visibleWithinMs;
      const verdict = await judge({ program, wasOpen }, waitMs);
      await program.ended();
      return verdict;
    },

    async close() {
      observer.stop();
      await place.stop();
    },
  };
}

/** Waits for a word of a process. @returns when it was said, in ms since 1970 */
async function timeOf(program: DeployProcess, word: "started" | "ended"): Promise<number> {
  for (;;) {
    const event = program.events().find((one) => word in one);
    if (event !== undefined) return Number(event.at);
    if (program.hasExited()) throw new Error(`${word} was never said: ${program.log().slice(-300)}`);
    await sleep(5);
  }
}

/** Waits until a process has been killed, has stopped, or has come to its end in spite of what was thrown. */
async function untilBroken(program: DeployProcess): Promise<void> {
  while (!program.hasExited()) {
    if (program.events().some((event) => event.action === "hang")) return;
    await sleep(20);
  }
}

/** Whether a process has come to a place. Its last words may arrive after its end. */
async function wasPassed(program: DeployProcess, { failpoint, action }: Pick<Cell, "failpoint" | "action">): Promise<boolean> {
  for (let left = 20; left > 0; left -= 1) {
    if (program.events().some((event) => event.failpoint === failpoint && event.action === action)) return true;
    await sleep(50);
  }
  return false;
}

/** What the journal says that is on disk: the newest revision that went live, or what was there at first. */
async function expectedDigest(rows: readonly Deployment[], firstDigest: string | null): Promise<string | null> {
  const live = rows.find(({ status }) => status === "live");
  if (live === undefined) return firstDigest;
  return (await findRevision(live.revision.id))?.contents.mainDigest ?? null;
}
