import { useCallback, useState } from "react";
import type { ConfirmedServer } from "@/lib/rollouts/schema";

/** What is known of a server's plan: confirmed, nothing to deploy, or still in the way of the rollout. */
export type Readiness =
  | { readonly kind: "ready"; readonly confirmed: ConfirmedServer }
  | { readonly kind: "up_to_date" }
  | { readonly kind: "waiting" }
  | { readonly kind: "blocked" };

/** Collects what the plans of several servers have come to. */
export function useConfirmations() {
  const [known, setKnown] = useState<ReadonlyMap<string, Readiness>>(new Map());
  const report = useCallback((serverId: string, readiness: Readiness) => {
    setKnown((before) => new Map(before).set(serverId, readiness));
  }, []);
  return { known, report };
}

/** The servers that would be deployed to, in their order, and those that hold the rollout back. */
export function sumUp(serverIds: readonly string[], known: ReadonlyMap<string, Readiness>) {
  const readiness = serverIds.map((id) => known.get(id) ?? { kind: "waiting" as const });
  return {
    confirmed: readiness.flatMap((one) => (one.kind === "ready" ? [one.confirmed] : [])),
    waiting: readiness.filter(({ kind }) => kind === "waiting").length,
    blocked: readiness.filter(({ kind }) => kind === "blocked").length,
    upToDate: readiness.filter(({ kind }) => kind === "up_to_date").length,
  };
}
