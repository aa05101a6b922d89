import "server-only";
import { DAYS, type Day, type DeployWindow } from "./schema";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** The week repeats; a day more covers a change of the clocks. */
const DAYS_SEARCHED = 9;

/** Whether deployments may run at a moment: inside of any window, or without windows. */
export function isOpen(windows: readonly DeployWindow[], at: Date): boolean {
  return windows.length === 0 || windows.some((window) => isInside(window, at));
}

/** When deployments may run next; null when that is never. */
export function findNextOpening(windows: readonly DeployWindow[], after: Date): Date | null {
  if (isOpen(windows, after)) return after;
  const openings = windows.flatMap((window) =>
    Array.from({ length: DAYS_SEARCHED }, (_, days) => beginningNear(window, after.getTime() + days * DAY_MINUTES * MINUTE_MS)),
  );
  const next = openings
    .filter((at) => at > after.getTime() && isOpen(windows, new Date(at)))
    .reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
  return Number.isFinite(next) ? new Date(next) : null;
}

/** The moment of the same day there when the window begins. Asked twice, because the clocks may change in between. */
function beginningNear({ from, timeZone }: DeployWindow, at: number): number {
  const wholeMinute = at - (at % MINUTE_MS);
  const near = wholeMinute + (minutesOf(from) - wallClock(new Date(wholeMinute), timeZone).minutes) * MINUTE_MS;
  const off = minutesOf(from) - wallClock(new Date(near), timeZone).minutes;
  return near + nearestTurn(off) * MINUTE_MS;
}

/** Half an hour before midnight is not 23 and a half hours after it. */
function nearestTurn(minutes: number): number {
  if (minutes > DAY_MINUTES / 2) return minutes - DAY_MINUTES;
  return minutes < -DAY_MINUTES / 2 ? minutes + DAY_MINUTES : minutes;
}

function isInside({ days, from, to, timeZone }: DeployWindow, at: Date): boolean {
  const { day, minutes } = wallClock(at, timeZone);
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  if (begins < ends) return days.includes(day) && minutes >= begins && minutes < ends;
  // Past midnight the window is still that of the day before. Equal times are a whole day.
  const yesterday = DAYS[(DAYS.indexOf(day) + 6) % 7] ?? day;
  return (days.includes(day) && minutes >= begins) || (days.includes(yesterday) && minutes < ends);
}

function minutesOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall there shows. */
function wallClock(at: Date, timeZone: string): { day: Day; minutes: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const parts = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    format = new Intl.DateTimeFormat("en-GB", { timeZone, ...parts });
    formats.set(timeZone, format);
  }
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = DAYS.find((name) => name === found.weekday?.toLowerCase()) ?? "mon";
  return { day, minutes: Number(found.hour) * 60 + Number(found.minute) };
}
