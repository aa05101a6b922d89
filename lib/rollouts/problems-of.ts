import "server-only";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { type Problem, problem } from "@/lib/result";

/** What the ledger says of a deployment that could not begin. */
export function problemsOf(error: unknown, server: string): readonly Problem[] {
  if (error instanceof AppError && error.problems.length > 0) return error.problems;
  if (error instanceof AppError && error.code === "not_found") return [problem("rollout/gone", { parameters: { server } })];
  log.error({ server, error }, "a deployment of a rollout could not begin");
  return [problem("deployment/internal")];
}
