import type { Change, Plan } from "@/lib/servers/schema";

type PlannedJob = Plan["jobs"][number];
export type RealChange = Exclude<Change, "same">;
export type ChangeCounts = Readonly<Record<Change, number>>;

/** The jobs of one cluster that differ; `cluster` is null for those of the base config. */
export type ClusterChanges = {
  readonly cluster: string | null;
  readonly jobs: readonly PlannedJob[];
  readonly sameCount: number;
};

export type PlanSummary = {
  readonly jobCounts: ChangeCounts;
  readonly fileCounts: ChangeCounts;
  readonly clusters: readonly ClusterChanges[];
  readonly changedFiles: Plan["files"];
};

const REMOVED_FIRST: Record<Change, number> = { removed: 0, changed: 1, added: 2, same: 3 };

/** What a plan means before anybody reads YAML: what is lost first, then what changes, then what is new. */
export function toPlanSummary({ jobs, files }: Pick<Plan, "jobs" | "files">): PlanSummary {
  const names = [...new Set(jobs.map(({ cluster }) => cluster))].sort(compareClusters);
  return {
    jobCounts: countChanges(jobs),
    fileCounts: countChanges(files),
    clusters: names
      .map((cluster) =>
        toClusterChanges(
          cluster,
          jobs.filter((job) => job.cluster === cluster),
        ),
      )
      .filter((changes) => changes.jobs.length > 0),
    changedFiles: files.filter(({ change }) => change !== "same"),
  };
}

function toClusterChanges(cluster: string | null, jobs: readonly PlannedJob[]): ClusterChanges {
  const changed = jobs.filter(({ change }) => change !== "same");
  return {
    cluster,
    jobs: changed.sort((a, b) => REMOVED_FIRST[a.change] - REMOVED_FIRST[b.change]),
    sameCount: jobs.length - changed.length,
  };
}

function countChanges(items: readonly { change: Change }[]): ChangeCounts {
  const counts = { added: 0, changed: 0, removed: 0, same: 0 };
  for (const { change } of items) counts[change] += 1;
  return counts;
}

function compareClusters(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}

/** Whether a plan may be deployed, and if not, why not. */
export type DeployVerdict =
  | "ready"
  | "up_to_date"
  | "blocked"
  | "foreign_file"
  | "running"
  | "unsaved"
  | "foreseeing"
  | "held"
  | "unacknowledged"
  | "untyped"
  | "needs_reason";

/** Findings about a file on disk that holds what Promfleet does not know; people may decide to replace it. */
const FOREIGN_FILE_CODES: readonly string[] = [
  "deployment/drift",
  "deployment/unknown-file",
  "drift/edited",
  "drift/job-file",
  "drift/loaded-unanswered",
  "drift/newer-than-database",
];

type Found = readonly Pick<Plan["problems"][number], "code" | "severity">[];

/** True when replacing a foreign file is what stands between the user and a deployment. */
export function hasForeignFile(problems: Found): boolean {
  return problems.some(({ code }) => FOREIGN_FILE_CODES.includes(code));
}

type DeployState = {
  hasUnsaved: boolean;
  isRunning: boolean;
  canOverwrite: boolean;
  /** Findings about targets that nobody has acknowledged. */
  openFindings?: number;
  /** Numbers that nobody has typed, or not rightly. */
  openNumbers?: number;
  /** A freeze, a window or protection that this may not pass. */
  isHeld?: boolean;
  /** It may pass, but only with a reason, and there is none yet. */
  lacksReason?: boolean;
  /** What happens to the targets is not known yet, so nobody can have seen it. */
  isForeseeing?: boolean;
};

/** Decides what the deploy button says. An unsaved change comes first: people expect to deploy what they see. */
export function toDeployVerdict(plan: Pick<Plan, "isUpToDate"> & { problems: Found }, state: DeployState): DeployVerdict {
  if (state.isRunning) return "running";
  if (state.hasUnsaved) return "unsaved";
  const errors = plan.problems.filter(({ severity }) => severity === "error");
  if (errors.some((error) => !hasForeignFile([error]))) return "blocked";
  if (errors.length > 0 && !state.canOverwrite) return "foreign_file";
  if (plan.isUpToDate && !state.canOverwrite) return "up_to_date";
  return toGuardVerdict(state);
}

/** What nobody has seen, agreed to or said yet. */
function toGuardVerdict(state: DeployState): DeployVerdict {
  if (state.isHeld === true) return "held";
  if (state.isForeseeing === true) return "foreseeing";
  if ((state.openFindings ?? 0) > 0) return "unacknowledged";
  if ((state.openNumbers ?? 0) > 0) return "untyped";
  return state.lacksReason === true ? "needs_reason" : "ready";
}

/** What pressing the button does: deploy, ask a second person to agree, or roll back; and whether a guard keeps it from that. */
export function toDeployMode({ holds, rollback }: Pick<Plan, "holds" | "rollback">): {
  readonly mode: "deploy" | "ask" | "rollback";
  readonly isHeld: boolean;
  readonly needsReason: boolean;
} {
  const isFrozen = holds.problems.length > 0;
  if (rollback === null) {
    return { mode: holds.needsApproval ? "ask" : "deploy", isHeld: isFrozen && !holds.needsApproval, needsReason: false };
  }
  const isGuarded = isFrozen || holds.needsApproval;
  return { mode: "rollback", isHeld: isGuarded && !rollback.wasLive, needsReason: isGuarded && rollback.wasLive };
}

/** How a server's files relate to what Promfleet would deploy now. */
export type SyncState = "in_sync" | "out_of_sync" | "never_deployed" | "blocked" | "checking" | "unknown";

/** Reads the sync word of a server from its plan; no plan is "unknown", never a guess. */
export function toSyncState(plan: Plan | undefined, { isLoading, hasLive }: { isLoading: boolean; hasLive: boolean }): SyncState {
  if (plan === undefined) return isLoading ? "checking" : "unknown";
  if (plan.problems.some(({ severity }) => severity === "error")) return "blocked";
  if (plan.isUpToDate) return "in_sync";
  return hasLive ? "out_of_sync" : "never_deployed";
}
