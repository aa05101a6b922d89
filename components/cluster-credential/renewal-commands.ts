import type { Credential } from "@/lib/clusters/schema";

/** Prints a new token of the credential's account, where kubectl reaches the cluster. */
export function createTokenCommand({ account }: Pick<Credential, "account">): string {
  return `kubectl create token ${account?.name ?? "promfleet"} --namespace ${account?.namespace ?? "promfleet"} --duration 8760h`;
}

/** Takes back a token that has no end of its own. The token does not say the name of its Secret in words that we keep. */
export function deleteSecretCommand({ account }: Pick<Credential, "account">): string {
  return `kubectl delete secret SECRET --namespace ${account?.namespace ?? "promfleet"}`;
}

const DAY_MS = 86_400_000;

/** How near the end of a credential is; null while it is far, or when there is none. */
export function endingWithin(expiresAt: string | null, now: Date): "expired" | "day" | "week" | "fortnight" | null {
  if (expiresAt === null) return null;
  const days = (Date.parse(expiresAt) - now.getTime()) / DAY_MS;
  if (days <= 0) return "expired";
  if (days <= 1) return "day";
  if (days <= 7) return "week";
  return days <= 14 ? "fortnight" : null;
}
