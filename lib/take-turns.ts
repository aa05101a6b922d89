import { setImmediate as nextTurn } from "node:timers/promises";

/** A turn of the event loop that long work may take. */
const TURN_MS = 12;

/** Runs long work to its end; between its steps others get their turns. */
export async function takeTurns<T>(work: Generator<undefined, T>): Promise<T> {
  let startedAt = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - startedAt < TURN_MS) continue;
    await nextTurn();
    startedAt = performance.now();
  }
}
