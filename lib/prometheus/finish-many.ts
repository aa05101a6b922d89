import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import { rememberByShape } from "@/lib/relabel/label-shape";
import type { ShapedDraft } from "@/lib/relabel/shaped-draft";
import { parseDuration } from "./duration";
import { finishTarget, type KeptTarget, type RefusedTarget } from "./finish-target";
import { hasHostAndPort } from "./host-port";
import { PARAM_PREFIX, renderEndpoint } from "./scrape-url";
import { hasHistogramLabels, type TargetJob } from "./target-job";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** Intervals and timeouts repeat; more different ones than this are not remembered. */
const TIMES_MAX = 1_000;

/** Where to take the labels of a finished target from. */
type Layout = {
  readonly kept: Columns;
  readonly shown: Columns;
  readonly hasInstance: boolean;
  readonly slots: Readonly<Record<keyof typeof SPECIAL_NAMES, number>>;
};
type Columns = { readonly names: readonly string[]; readonly slots: readonly number[] };

const SPECIAL_NAMES = {
  address: "__address__",
  interval: "__scrape_interval__",
  timeout: "__scrape_timeout__",
  scheme: "__scheme__",
  path: "__metrics_path__",
};

/**
 * Prepares `finishTarget` for many targets. Only the ordinary way is quick: an address with everything it needs, good times,
 * no parameters. Whatever else there is, and every refusal, is the work of `finishTarget` itself.
 */
export function compileFinish(job: TargetJob, version: PrometheusVersion): (draft: ShapedDraft) => KeptTarget | RefusedTarget {
  const layoutOf = rememberByShape(toLayout);
  // Labels for histograms (3.13) are checked the slow way.
  const isOrdinary = Object.keys(job.params ?? {}).length === 0 && !hasHistogramLabels(version);
  const needsPort = !isAtLeast(version, 3, 0);
  const areGoodTimes = rememberTimes(version);
  return (draft) => {
    const layout = !isOrdinary || draft.shape === null ? null : layoutOf(draft);
    if (layout === null) return finishTarget(job, draft.labels, version).outcome;
    const { slots, hasInstance } = layout;
    const address = draft.at(slots.address);
    const interval = draft.at(slots.interval);
    const timeout = draft.at(slots.timeout);
    const isGood = !address.includes("/") && (!needsPort || hasHostAndPort(address)) && areGoodTimes(interval, timeout);
    if (!isGood) return finishTarget(job, draft.labels, version).outcome;
    return {
      kind: "kept",
      labels: pick(draft, layout.kept, hasInstance ? "" : address),
      publicLabels: pick(draft, layout.shown, hasInstance ? "" : address),
      scrapeUrl: renderEndpoint(draft.at(slots.scheme), address, draft.at(slots.path)),
      interval,
      timeout,
    };
  };
}

/** @param instance what to add as the last label; "" for nothing */
function pick(draft: ShapedDraft, { names, slots }: Columns, instance: string): LabelSet {
  const labels = emptyLabelSet();
  for (let i = 0; i < names.length; i++) labels[names[i] ?? ""] = draft.at(slots[i] ?? 0);
  if (instance !== "") labels.instance = instance;
  return labels;
}

/** null for a target that lacks a label it should have, or that has parameters. */
function toLayout(names: readonly string[]): Layout | null {
  const slotOf = (what: keyof typeof SPECIAL_NAMES) => names.indexOf(SPECIAL_NAMES[what]);
  const slots = {
    address: slotOf("address"),
    interval: slotOf("interval"),
    timeout: slotOf("timeout"),
    scheme: slotOf("scheme"),
    path: slotOf("path"),
  };
  if (Math.min(...Object.values(slots)) < 0 || names.some((name) => name.startsWith(PARAM_PREFIX))) return null;
  return {
    kept: select(names, (name) => !name.startsWith("__meta_")),
    shown: select(names, (name) => !name.startsWith("__")),
    hasInstance: names.includes("instance"),
    slots,
  };
}

function select(names: readonly string[], isWanted: (name: string) => boolean): Columns {
  const slots = names.flatMap((name, slot) => (isWanted(name) ? [slot] : []));
  return { names: slots.map((slot) => names[slot] ?? ""), slots };
}

/** Would both times pass the checks? Pairs of them are few. */
function rememberTimes(version: PrometheusVersion): (interval: string, timeout: string) => boolean {
  const known = new Map<string, boolean>();
  return (interval, timeout) => {
    const key = `${interval} ${timeout}`;
    let isGood = known.get(key);
    if (isGood === undefined) {
      isGood = areGood(readMs(interval, version), readMs(timeout, version));
      if (known.size >= TIMES_MAX) known.clear();
      known.set(key, isGood);
    }
    return isGood;
  };
}

/** A time that cannot be read counts as 0, which no time may be. */
function readMs(text: string, version: PrometheusVersion): number {
  const duration = parseDuration(text, version);
  return duration.ok ? duration.value : 0;
}

function areGood(interval: number, timeout: number): boolean {
  return interval > 0 && timeout > 0 && timeout <= interval;
}
