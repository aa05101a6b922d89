import "server-only";

/** So many failures in a row open the circuit. */
const FAILURES_MAX = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * How long a cluster is left alone after its last failure: not at all at first, then 30 seconds that double up to 5 minutes.
 * A share of a fifth is left to chance, so that clusters that went together do not come back together.
 *
 * @param failures in a row
 * @param chance from 0 to 1
 */
export function pauseAfter(failures: number, chance: number): number {
  if (failures < FAILURES_MAX) return 0;
  const doubled = FIRST_PAUSE_MS * 2 ** Math.min(failures - FAILURES_MAX, 10);
  return Math.round(Math.min(doubled, LONGEST_PAUSE_MS) * (0.8 + 0.2 * chance));
}
