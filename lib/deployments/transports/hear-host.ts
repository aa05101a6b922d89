import "server-only";
import { readPullState } from "@/lib/db/pull-states";
import { isSilent, type PullOutcome, type PullReport, tagOf } from "@/lib/pull/schema";
import { type Problem, problem } from "@/lib/result";
import type { Hearing } from "./transport";

type PullServer = { readonly id: string; readonly transport: { readonly intervalSeconds: number } };

/** Outcomes after which waiting does not help: the host has decided, and asks again only for something new. */
const REFUSALS: ReadonlySet<PullOutcome> = new Set([
  "refused_promtool",
  "refused_prometheus",
  "not_loaded",
  "stuck",
  "foreign_file",
  "foreign_owner",
  "nothing_kept",
]);

/** Outcomes after which the host tries again by itself. */
const OBSTACLES: ReadonlySet<PullOutcome> = new Set(["torn", "disk", "no_main_file", "prometheus_silent"]);

/** What a host says of the main file that it shall have; `mainDigest` is the file that is expected to run. */
export async function hearHost({ id, transport }: PullServer, mainDigest: string): Promise<Hearing> {
  const state = await readPullState(id);
  const { report, reportedAt } = state;
  if (report === null || reportedAt === null) return { kind: "waiting", problem: problem("pull/not-heard") };
  const parameters = { host: report.host, since: reportedAt.toISOString() };
  if (report.tag !== tagOf(state)) {
    const isGone = isSilent({ reportedAt, intervalSeconds: transport.intervalSeconds }, Date.now());
    if (!isGone && OBSTACLES.has(report.outcome)) return { kind: "waiting", problem: problemOf(report, parameters) };
    return { kind: "waiting", problem: problem(isGone ? "pull/silent" : "pull/not-fetched", { parameters }) };
  }
  if (REFUSALS.has(report.outcome)) return { kind: "refused", problem: problemOf(report, parameters) };
  const doubt = doubtOf(report, mainDigest, parameters);
  if (doubt !== null) return { kind: "waiting", problem: doubt };
  const facts = [problem("pull/reported", { severity: "info", parameters })];
  if ((report.failedDiscovery ?? 0) > 0) {
    const count = report.failedDiscovery ?? 0;
    facts.push(problem("pull/discovery-not-started", { severity: "warning", parameters: { ...parameters, count } }));
  }
  return { kind: "loaded", facts };
}

function problemOf({ outcome }: PullReport, parameters: { host: string; since: string }): Problem {
  return problem(`pull/${outcome.replaceAll("_", "-")}`, { parameters });
}

function doubtOf(report: PullReport, mainDigest: string, parameters: { host: string; since: string }): Problem | null {
  if (report.outcome !== "live") return problemOf(report, parameters);
  if (report.main !== mainDigest) return problem("pull/foreign-file", { parameters });
  if (!report.ready) return problem("pull/prometheus-silent", { parameters });
  return report.reloadOk === true ? null : problem("pull/refused-prometheus", { parameters });
}
