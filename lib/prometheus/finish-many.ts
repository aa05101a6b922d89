import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import { rememberByShape } from "@/lib/relabel/label-shape";
import type { ShapedDraft } from "@/lib/relabel/shaped-draft";
import { parseDuration } from "./duration";
import { finishTarget, type KeptTarget, type RefusedTarget } from "./finish-target";
import { hasHostAndPort } from "./host-port";
import { PARAM_PREFIX, renderEndpoint } from "./scrape-url";
import type { TargetJob } from "./target-job";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** Intervals and timeouts repeat; more different ones than this are not remembered. */
const TIMES_MAX = 1_000;

/** Where to take the labels of a finished target from. */
type Layout = { readonly kept: Columns; readonly shown: Columns; readonly isOrdinary: boolean };
type Columns = { readonly names: readonly string[]; readonly slots: readonly number[] };

/**
 * Prepares `finishTarget` for many targets. Only the ordinary way is quick: an address with everything it needs, good times,
 * no parameters. Whatever else there is, and every refusal, is the work of `finishTarget` itself.
 */
export function compileFinish(job: TargetJob, version: PrometheusVersion): (draft: ShapedDraft) => KeptTarget | RefusedTarget {
  const layoutOf = rememberByShape(toLayout);
  const hasParams = Object.keys(job.params ?? {}).length > 0;
  const needsPort = !isAtLeast(version, 3, 0);
  const areGoodTimes = rememberTimes(version);
  return (draft) => {
    const address = draft.get("__address__");
    const interval = draft.get("__scrape_interval__");
    const timeout = draft.get("__scrape_timeout__");
    const isOrdinary =
      !hasParams &&
      draft.shape !== null &&
      address !== "" &&
      !address.includes("/") &&
      (!needsPort || hasHostAndPort(address)) &&
      areGoodTimes(interval, timeout);
    const layout = isOrdinary ? layoutOf(draft) : null;
    if (layout === null || !layout.isOrdinary) return finishTarget(job, draft.labels, version).outcome;
    const hasInstance = draft.get("instance") !== "";
    return {
      kind: "kept",
      labels: pick(draft, layout.kept, hasInstance ? "" : address),
      publicLabels: pick(draft, layout.shown, hasInstance ? "" : address),
      scrapeUrl: renderEndpoint(draft.get("__scheme__"), address, draft.get("__metrics_path__")),
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

function toLayout(names: readonly string[]): Layout {
  return {
    kept: select(names, (name) => !name.startsWith("__meta_")),
    shown: select(names, (name) => !name.startsWith("__")),
    isOrdinary: !names.some((name) => name.startsWith(PARAM_PREFIX)),
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
