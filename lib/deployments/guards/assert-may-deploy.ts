import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { Bundle } from "@/lib/bundles/bundle";
import { differsInTokensOnly } from "@/lib/bundles/credential-change";
import { findShrinkages, type Shrinkage } from "@/lib/bundles/find-shrinkages";
import { findLiveRevision, type RevisionRecord } from "@/lib/db/revisions";
import { wasRevisionLive } from "@/lib/db/rollbacks";
import type { ServerRecord } from "@/lib/db/servers";
import type { DeploymentInput } from "@/lib/deployments/schema";
import { SYSTEM_AUTHOR } from "@/lib/deployments/system-author";
import { AppError } from "@/lib/errors";
import { type Problem, problem } from "@/lib/result";
import type { TargetFinding, TargetPlan } from "@/lib/target-plan/schema";
import { findHolds } from "./find-holds";

/** What is about to be deployed, as the server itself sees it now. */
export type GuardedPlan = {
  readonly bundle: Bundle;
  readonly targets: TargetPlan;
  /** The revision that a rollback returns to; left out by everything else. */
  readonly rolledBackTo?: Pick<RevisionRecord, "id" | "number"> | null;
};

/** What comes with a request: a second person, or that one is being asked for. */
export type Permission = { readonly approvedBy?: string; readonly isRequest?: boolean };

/**
 * The one gate of every deployment: throws `conflict` with everything that is in the way, or returns.
 * What people have seen is compared with the fresh plan, never with what they say that it was.
 */
export async function assertMayDeploy(
  server: ServerRecord,
  plan: GuardedPlan,
  input: DeploymentInput,
  { actor, ...permission }: Permission & { readonly actor: Pick<Actor, "id" | "name"> },
): Promise<void> {
  const live = await findLiveRevision(server.id);
  const isRenewal = actor.id === SYSTEM_AUTHOR.id && live !== null && differsInTokensOnly(live.bundle, plan.bundle);
  const problems = [
    ...unacknowledged(plan.targets, input),
    ...untyped(findShrinkages(live?.bundle.jobs ?? null, plan.bundle.jobs, server.policy.shrinkPercentMax), input),
    ...(isRenewal ? [] : await held(server, plan, input, permission)),
  ];
  if (problems.length > 0) throw new AppError("conflict", { problems });
}

/**
 * Freezes, windows and protection. Going back to what ran before breaks the glass: it needs nobody but a reason.
 * A renewed token is no change of what is scraped, and an undo is part of its deployment: neither comes here.
 */
async function held(
  server: ServerRecord,
  { rolledBackTo = null }: GuardedPlan,
  { reason }: DeploymentInput,
  { approvedBy, isRequest }: Permission,
): Promise<Problem[]> {
  const { problems, needsApproval } = await findHolds(server);
  const isUnapproved = needsApproval && approvedBy === undefined;
  if (rolledBackTo !== null && (await wasRevisionLive(rolledBackTo.id))) {
    const isHeld = problems.length > 0 || isUnapproved;
    return isHeld && reason.trim() === "" ? [problem("guard/reason-required", { path: ["reason"] })] : [];
  }
  // Somebody may agree to it during a freeze; it starts when it is over.
  if (isRequest === true) return [];
  return [...problems, ...(isUnapproved ? [problem("guard/needs-approval")] : [])];
}

const CODES: Record<TargetFinding["kind"], string> = {
  collision: "deployment/unacknowledged-collision",
  "fall-through": "deployment/unacknowledged-fall-through",
  loss: "guard/untyped-targets",
};

/** Findings about targets: a loss wants its number typed, the others a tick. */
function unacknowledged({ findings }: TargetPlan, { acknowledged = [], typed = {} }: DeploymentInput): Problem[] {
  const seen = new Set(acknowledged);
  return findings
    .filter(({ key, kind, count }) => (kind === "loss" ? typed[key]?.trim() !== String(count) : !seen.has(key)))
    .map(({ key, kind, cluster, job, count, percent, percentMax }) => {
      const path = kind === "loss" ? ["typed", key] : ["acknowledged"];
      const shares = { percent: percent ?? 0, percentMax: percentMax ?? 0 };
      return problem(CODES[kind], { path, parameters: { key, count, cluster: cluster ?? "", job: job ?? "", ...shares } });
    });
}

const SHRINKAGE_CODES: Record<Shrinkage["what"], string> = {
  jobs: "guard/untyped-jobs",
  clusters: "guard/untyped-clusters",
};

function untyped(shrinkages: readonly Shrinkage[], { typed = {} }: DeploymentInput): Problem[] {
  return shrinkages
    .filter(({ key, count }) => typed[key]?.trim() !== String(count))
    .map(({ key, what, count, before, percent, percentMax }) => {
      return problem(SHRINKAGE_CODES[what], { path: ["typed", key], parameters: { key, count, before, percent, percentMax } });
    });
}
