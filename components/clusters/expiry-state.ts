/** People need this long to get a new token from whoever owns the cluster. */
const SOON_MS = 14 * 24 * 60 * 60 * 1000;

export type ExpiryState = "expired" | "soon" | "later";

/** How urgent the end of a credential is. */
export function expiryState(expiresAt: Date, now: Date): ExpiryState {
  const leftMs = expiresAt.getTime() - now.getTime();
  if (leftMs <= 0) return "expired";
  return leftMs < SOON_MS ? "soon" : "later";
}
