import "server-only";
import type { DeploymentInput } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";
import type { TargetFinding, TargetPlan } from "@/lib/target-plan/schema";

/** Refuses a deployment whose target plan has findings that nobody has acknowledged, and names each of them. */
export function requireAcknowledgement({ findings }: TargetPlan, { acknowledged = [] }: DeploymentInput): void {
  const seen = new Set(acknowledged);
  const problems = findings.filter(({ key }) => !seen.has(key)).map(toProblem);
  if (problems.length > 0) throw new AppError("conflict", { problems });
}

const CODES: Record<TargetFinding["kind"], string> = {
  collision: "deployment/unacknowledged-collision",
  "fall-through": "deployment/unacknowledged-fall-through",
  loss: "deployment/unacknowledged-loss",
};

function toProblem({ key, kind, cluster, job, count, percent, percentMax }: TargetFinding) {
  const parameters = { key, count, cluster: cluster ?? "", job: job ?? "", percent: percent ?? 0, percentMax: percentMax ?? 0 };
  return problem(CODES[kind], { path: ["acknowledged"], parameters });
}
