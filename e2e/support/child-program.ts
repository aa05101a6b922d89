import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_AFTER_MS = 10_000;
const LOG_BYTES_MAX = 4_000_000;

export type ChildProgram = {
  readonly pid: number;
  /** Everything it has written so far, both streams. */
  log(): string;
  hasExited(): boolean;
  /** null while it runs, and when a signal has ended it. */
  exitCode(): number | null;
  signal(name: NodeJS.Signals): void;
  /** Makes it stand still until SIGCONT; resolves once none of its threads runs any more. */
  pause(): Promise<void>;
  /** Asks it to end, insists after ten seconds; resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

export type ChildOptions = {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Sees each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
};

const running = new Set<ChildProcess>();
// A test run that ends early must not leave servers behind.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a program that ends with this process at the latest. */
export function startProgram(program: string, args: readonly string[], options: ChildOptions = {}): ChildProgram {
  const { onOutput, ...spawnOptions } = options;
  const child = spawn(program, args, { ...spawnOptions, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString("utf8")).slice(-LOG_BYTES_MAX);
    onOutput?.(chunk.toString("utf8"));
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const exited = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      output += `${program} did not start: ${error.message}\n`;
      resolve();
    });
    child.once("close", () => resolve());
  }).then(() => void running.delete(child));
  const hasExited = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

  return {
    pid: child.pid ?? -1,
    log: () => output,
    hasExited,
    exitCode: () => child.exitCode,
    signal: (name) => void child.kill(name),
    async pause() {
      child.kill("SIGSTOP");
      // On a busy machine the other threads go on until the one that was sent the signal gets its turn.
      while (!hasExited() && !isPaused(child.pid ?? -1)) await sleep(2);
    },
    async stop(signal = "SIGTERM") {
      if (hasExited()) return;
      // A stopped process does not see SIGTERM until it goes on.
      child.kill("SIGCONT");
      child.kill(signal);
      const insist = setTimeout(() => child.kill("SIGKILL"), STOP_AFTER_MS);
      await exited;
      clearTimeout(insist);
    },
  };
}

/** Whether every thread of a process is stopped, as Linux tells it. */
function isPaused(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
      // "PID (NAME) STATE ...": the name may hold anything.
      return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
    });
  } catch {
    // A thread has ended meanwhile, so not all of them stood still.
    return false;
  }
}

/** Asks `isReady` until it says yes; fails with the program's last words when it ends or time runs out. */
export async function waitUntilReady(
  name: string,
  program: ChildProgram,
  isReady: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady().catch(() => false))) {
    const lastWords = program.log().split("\n").slice(-20).join("\n");
    if (program.hasExited()) throw new Error(`${name} ended before it was ready:\n${lastWords}`);
    if (Date.now() > deadline) throw new Error(`${name} was not ready after ${timeoutMs} ms:\n${lastWords}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
