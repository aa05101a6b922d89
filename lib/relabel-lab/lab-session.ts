import { checkRules } from "@/lib/prometheus/checks/check-rules";
import { checkTargets } from "@/lib/prometheus/checks/check-targets";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { addDefaults } from "@/lib/prometheus/target-job";
import { type KeptTarget, type TargetPipeline, traceTarget } from "@/lib/prometheus/target-pipeline";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { Problem } from "@/lib/result";
import { type Evaluation, evaluateTargets, filterTargets, KEPT } from "./evaluate-targets";
import { parseParams } from "./lab-draft";
import {
  CHECKED_TARGETS_MAX,
  type LabAnswer,
  type LabFindings,
  type LabRules,
  type SelectedTarget,
  type Selection,
  type TargetView,
} from "./lab-request";
import { orderRows, type RowOrder, toRows } from "./target-rows";
import type { TargetStore } from "./target-store";
import { toFunnel } from "./to-funnel";
import { toTranscriptView } from "./transcript-view";

/** Rules read and ready to run, or why not. */
type Prepared = {
  readonly key: string;
  readonly problems: readonly Problem[];
  readonly rules: readonly RelabelRule[];
  readonly pipeline: TargetPipeline | null;
};

type Remembered = {
  readonly prepared: Prepared;
  readonly store: TargetStore;
  readonly evaluation: Evaluation;
  filter: { readonly text: string; readonly isShown: Uint8Array | null } | null;
  order: { readonly key: string; readonly rows: RowOrder } | null;
};

/**
 * The lab behind the page: remembers what it has computed, so that a request costs what it changes.
 * Its work comes as generators, for a driver that lets go now and then; what a request has left undone is not remembered.
 */
export function createLabSession() {
  let prepared: Prepared | null = null;
  let remembered: Remembered | null = null;
  let told: TargetStore | null = null;

  function prepare(rules: LabRules): Prepared {
    const key = JSON.stringify(rules);
    if (prepared?.key !== key) prepared = prepareRules(rules, key);
    return prepared;
  }

  function* evaluate(rules: LabRules, store: TargetStore): Generator<void, Remembered | null> {
    const ready = prepare(rules);
    if (ready.pipeline === null || store.targets.length === 0) return null;
    if (remembered?.prepared === ready && remembered.store === store) return remembered;
    remembered = null;
    const evaluation = yield* evaluateTargets(ready.pipeline, store.laidOut);
    remembered = { prepared: ready, store, evaluation, filter: null, order: null };
    return remembered;
  }

  function* answer(rules: LabRules, store: TargetStore, view: TargetView): Generator<void, LabAnswer> {
    const { problems } = prepare(rules);
    const known = yield* evaluate(rules, store);
    const rows = known === null ? null : yield* rowsOf(known, view);
    const labels = told === store ? null : store.labels;
    told = store;
    return {
      wants: "answer",
      rulesProblems: problems,
      targetsProblems: store.problems,
      unreadCount: store.unreadCount,
      targetCount: store.targets.length,
      dump: store.dump ?? null,
      outcome: known === null || rows === null ? null : outcomeOf({ known, rows, rules, view }),
      labels,
    };
  }

  function* findings(rules: LabRules, store: TargetStore): Generator<void, LabFindings> {
    const known = yield* evaluate(rules, store);
    if (known === null) return { wants: "findings", findings: [], uncheckedCount: 0 };
    const { version } = known.prepared.pipeline ?? { version: NEWEST_KNOWN_VERSION };
    const inRules = checkRules(known.prepared.rules, { version, scrapeConfig: { metrics_path: rules.job.metrics_path } });
    const inTargets = checkTargets(checkInput(known, yield* keptTargets(store.targets, known.evaluation)));
    // That a rule does nothing to one target is no news: its transcript says so.
    const told = store.targets.length === 1 ? inTargets.filter(({ severity }) => severity !== "info") : inTargets;
    const uncheckedCount = Math.max(known.evaluation.keptCount - CHECKED_TARGETS_MAX, 0);
    return { wants: "findings", findings: [...inRules, ...told], uncheckedCount };
  }

  return { answer, findings };
}

function prepareRules({ rulesText, job, prometheusVersion, rulesOff }: LabRules, key: string): Prepared {
  const version = parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION;
  const rules = readRelabelConfigs(rulesText, version);
  if (!rules.ok) return { key, problems: rules.problems, rules: [], pipeline: null };
  const compiled = compileRules(rules.value, version);
  if (!compiled.ok) return { key, problems: compiled.problems, rules: rules.value, pipeline: null };
  const off = new Set(rulesOff);
  const running = compiled.value.filter(({ index }) => !off.has(index));
  const pipeline = { job: { ...job, params: parseParams(job.params) }, rules: running, version };
  return { key, problems: [], rules: rules.value, pipeline };
}

/** What the filters let through; remembered as long as filters and targets stay. */
function* rowsOf(known: Remembered, { filter, outcome, isGrouped }: TargetView): Generator<void, RowOrder> {
  if (known.filter?.text !== filter) {
    known.filter = { text: filter, isShown: yield* filterTargets(known.evaluation, known.store.targets, filter) };
    known.order = null;
  }
  const key = `${outcome} ${isGrouped}`;
  if (known.order?.key !== key) {
    known.order = { key, rows: orderRows(known.evaluation.codes, known.filter.isShown, { outcome, isGrouped }) };
  }
  return known.order.rows;
}

type OutcomeInput = {
  readonly known: Remembered;
  readonly rows: RowOrder;
  readonly rules: LabRules;
  readonly view: TargetView;
};

function outcomeOf({ known, rows, rules, view }: OutcomeInput): LabAnswer["outcome"] {
  const { evaluation, store, prepared } = known;
  const { targets } = store;
  const isOne = targets.length === 1;
  const shown = isOne ? [] : toRows(rows, view, { evaluation, targets, jobName: rules.job.job_name });
  return {
    funnel: toFunnel(prepared.rules, { evaluation, rulesOff: rules.rulesOff, total: targets.length }),
    table: { count: rows.count, rowCount: rows.order.length, headRows: rows.headRows, from: view.from, rows: shown },
    selected: select(known, rows, isOne ? { index: 0 } : view.selected),
  };
}

function select({ store, prepared }: Remembered, { order }: RowOrder, selection: Selection | null): SelectedTarget | null {
  const index = selection === null ? null : indexOfSelection(order, selection);
  const discovered = index === null ? undefined : store.targets[index];
  if (index === null || discovered === undefined || prepared.pipeline === null) return null;
  const row = order.indexOf(index);
  return { index, row: row === -1 ? null : row, discovered, view: toTranscriptView(traceTarget(prepared.pipeline, discovered)) };
}

/** Rows beyond either end mean the last one there; heads of groups are passed over. */
function indexOfSelection(order: Int32Array, selection: Selection): number | null {
  if ("index" in selection) return selection.index;
  const { step } = selection;
  let row = Math.min(Math.max(selection.row, 0), order.length - 1);
  while ((order[row] ?? 0) < 0) row += step;
  // Above the first target is only the head of its group.
  if (row < 0) row = order.findIndex((index) => index >= 0);
  return order[row] ?? null;
}

function checkInput(
  { evaluation, store, prepared }: Remembered,
  kept: readonly KeptTarget[],
): Parameters<typeof checkTargets>[0] {
  return {
    rules: prepared.rules,
    version: prepared.pipeline?.version ?? NEWEST_KNOWN_VERSION,
    tallies: evaluation.tallies,
    targetCount: store.targets.length,
    kept,
    discovered: enteringLabels(store.targets, prepared.pipeline),
  };
}

function* keptTargets(targets: readonly LabelSet[], { codes, run }: Evaluation): Generator<void, KeptTarget[]> {
  const kept: KeptTarget[] = [];
  for (const [index, target] of targets.entries()) {
    if (kept.length === CHECKED_TARGETS_MAX) break;
    if (codes[index] !== KEPT) continue;
    const outcome = run(target);
    if (outcome.kind === "kept") kept.push(outcome);
    if (kept.length % 100 === 99) yield;
  }
  return kept;
}

function* enteringLabels(targets: readonly LabelSet[], pipeline: TargetPipeline | null): Generator<LabelSet> {
  if (pipeline === null) return;
  for (const target of targets.slice(0, CHECKED_TARGETS_MAX)) yield addDefaults(pipeline.job, target, pipeline.version);
}
