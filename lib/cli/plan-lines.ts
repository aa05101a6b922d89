import { problemText } from "@/lib/i18n/problem-text";
import { type PlannedCluster, pageOfChanges } from "@/lib/target-plan/assemble-plan";
import {
  type Loss,
  type PlannedTarget,
  type ScrapedTarget,
  TARGET_CHANGES_PAGE,
  type TargetChange,
  type TargetCounts,
  type TargetFinding,
  type TargetPlan,
} from "@/lib/target-plan/schema";
import type { Terminal } from "./exit-codes";

export type PrintedPlan = {
  readonly server: string;
  readonly plan: TargetPlan;
  readonly clusters: readonly PlannedCluster[];
};

const CHANGES = ["added", "lost", "changed"] as const satisfies readonly TargetChange[];

/** One JSON object per server, then one per target that changes. */
export function* planJson({ server, plan, clusters }: PrintedPlan): Generator<string> {
  const { first: _first, ...summary } = plan;
  yield JSON.stringify({ server, plan: summary });
  for (const change of CHANGES) {
    for (const target of allTargets(clusters, change)) yield JSON.stringify({ server, target });
  }
}

function* allTargets(clusters: readonly PlannedCluster[], change: TargetChange): Generator<PlannedTarget> {
  for (let offset = 0; ; offset += TARGET_CHANGES_PAGE) {
    const { targets } = pageOfChanges(clusters, { change, offset });
    yield* targets;
    if (targets.length < TARGET_CHANGES_PAGE) return;
  }
}

/** The plan of one server for people. */
export function* printPlan({ server, plan, clusters }: PrintedPlan, terminal: Terminal): Generator<string> {
  const { t, locale } = terminal;
  yield t("plan.server", { server, version: plan.prometheusVersion, ...plan.counts });
  for (const cluster of plan.clusters) {
    yield `  ${t("plan.cluster", { cluster: cluster.cluster, sight: cluster.sight })}${countsText(cluster.counts)}`;
    for (const found of cluster.problems) yield `    ! ${problemText(locale, found)}`;
    for (const { job, counts } of cluster.jobs) yield `    ${job}${countsText(counts)}`;
  }
  if (plan.notForeseen.length > 0) yield `  ${t("plan.notForeseen", { jobs: plan.notForeseen.join(", ") })}`;
  for (const change of CHANGES) {
    for (const target of allTargets(clusters, change)) yield* targetLines(target, terminal);
  }
  for (const finding of plan.findings) yield* findingLines(finding, terminal);
}

function countsText({ added, lost, changed, unchanged }: TargetCounts): string {
  return `  +${added} -${lost} ~${changed} =${unchanged}`;
}

const SIGNS: Record<TargetChange, string> = { added: "+", lost: "-", changed: "~", unchanged: "=" };

function* targetLines({ change, job, before, after, loss }: PlannedTarget, terminal: Terminal): Generator<string> {
  const shown = after ?? before;
  if (shown === null) return;
  yield `${SIGNS[change]} ${job} ${shown.url} ${labelsText(shown.labels)}`;
  if (loss !== null) yield `    ${lossText(loss, terminal)}`;
  if (before !== null && after !== null) for (const line of differences(before, after)) yield `    ${line}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort();
  return `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(", ")}}`;
}

function lossText(loss: Loss, { t, locale }: Terminal): string {
  switch (loss.reason) {
    case "rule":
      return t("plan.loss.rule", { rule: loss.rule, action: loss.action, text: loss.text.replaceAll(/\s+/g, " ") });
    case "refused":
      return loss.problem === null
        ? t("plan.loss.refused")
        : problemText(locale, loss.problem as Parameters<typeof problemText>[1]);
    case "merged":
      return t("plan.loss.merged");
    case "job-gone":
      return t("plan.loss.jobGone");
    case "cluster-gone":
      return t("plan.loss.clusterGone");
    case "not-discovered":
      return t("plan.loss.notDiscovered");
  }
}

function* differences(before: ScrapedTarget, after: ScrapedTarget): Generator<string> {
  const was: Record<string, string> = { ...before.labels, url: before.url, scrape_interval: before.interval };
  const willBe: Record<string, string> = { ...after.labels, url: after.url, scrape_interval: after.interval };
  was.scrape_timeout = before.timeout;
  willBe.scrape_timeout = after.timeout;
  for (const name of [...new Set([...Object.keys(was), ...Object.keys(willBe)])].sort()) {
    if (was[name] !== willBe[name]) yield `${name}: ${JSON.stringify(was[name] ?? "")} -> ${JSON.stringify(willBe[name] ?? "")}`;
  }
}

function* findingLines(
  { kind, cluster, job, count, percent, percentMax, samples }: TargetFinding,
  { t }: Terminal,
): Generator<string> {
  const place = job ?? cluster ?? "";
  yield `! ${t(`plan.finding.${kind}`, { count, place, percent: percent ?? 0, percentMax: percentMax ?? 0 })}`;
  for (const { labels, urls } of samples) yield `    ${labelsText(labels)} ${urls.join(" ")}`;
}
