import type { Strategy } from "@/lib/rollouts/schema";

/**
 * Number of the wave of each of `count` servers, in their order: the canary, what makes up the share with it, the rest.
 * Waves without servers do not count: the numbers have no gaps.
 */
export function planWaves(count: number, { canary, sharePercent }: Pick<Strategy, "canary" | "sharePercent">): number[] {
  const first = Math.min(canary, count);
  const shared = Math.max(first, Math.ceil((count * sharePercent) / 100));
  const hasSecond = shared > first;
  return Array.from({ length: count }, (_unused, position) => {
    if (position < first) return 0;
    if (position < shared) return 1;
    return hasSecond ? 2 : 1;
  });
}
