import type { DriftState } from "@/lib/deployments/drift/schema";

/** The three ways to compare two of three; ours is the live revision. */
export const PAIRS = ["live..disk", "live..loaded", "disk..loaded"] as const;
export type Pair = (typeof PAIRS)[number];

/** Where the difference is to be seen first. */
export function pairToShow(state: DriftState): Pair {
  return state === "loaded" || state === "emptied" ? "live..loaded" : "live..disk";
}
