import "server-only";
import { readFileSync, readlinkSync } from "node:fs";
import { processSingleton } from "@/lib/singleton";

/** Field 22 of /proc/PID/stat, counted behind the state, which follows the program's name in parentheses. */
const START_TIME_INDEX = 18;

/** Names this process beyond its number, which is used again; null where the system does not tell. */
export const processIdentity = processSingleton("process-identity", () => {
  const started = startTimeOf(process.pid);
  const place = placeOf();
  return started === null || place === null ? null : `${place}:${process.pid}:${started}`;
});

/** True when the process of an identity has certainly ended: it ran here, under this boot, and is there no more. */
export function hasEnded(identity: string): boolean {
  const [boot, namespace, pid, started] = identity.split(":");
  if (started === undefined || `${boot}:${namespace}` !== placeOf()) return false;
  return startTimeOf(Number(pid)) !== started;
}

/** The running system and the numbering of its processes: containers number their own. */
function placeOf(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}:${readlinkSync("/proc/self/ns/pid").replace(/\D/g, "")}`;
  } catch {
    return null;
  }
}

/** When a process started, in ticks since the boot; null when it has ended. */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie writes no more.
    return state === "Z" || state === "X" ? null : (fields[START_TIME_INDEX] ?? null);
  } catch {
    return null;
  }
}
