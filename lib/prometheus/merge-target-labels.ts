import { compareNames } from "@/lib/relabel/label-order";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { MetricDraft } from "./metric-draft";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** A series as a target exposes it; `Sample` of lib/exposition is one. */
export type ExposedSeries = {
  readonly labels: LabelSet;
  /** Names exposed with an empty value: absent, but with honor_labels they keep a target label away. */
  readonly blank: readonly string[];
  /** Labels whose name was exposed before; the first value is in `labels`. */
  readonly repeated: readonly (readonly [name: string, value: string])[];
};

/** Labels of a target that its series get, in the order in which they are written. */
export type TargetLabels = readonly (readonly [name: string, value: string])[];

/** The public labels of a target: those without `__` in front. */
export function publicTargetLabels(labels: LabelSet): TargetLabels {
  const names = Object.keys(toLabelSet(labels)).filter((name) => !name.startsWith("__"));
  return names.sort(compareNames).map((name) => [name, labels[name] ?? ""]);
}

/**
 * Adds the target's labels to an exposed series. Without honor_labels the target wins, and what it displaces is kept
 * under a free `exported_` name; with it the series wins.
 */
export function mergeTargetLabels(
  series: ExposedSeries,
  target: TargetLabels,
  honorsLabels: boolean,
  version: PrometheusVersion,
): MetricDraft {
  const draft = new MetricDraft(series.labels);
  const displaced: [name: string, value: string][] = [];
  for (const [name, value] of target) {
    const exposed = draft.get(name);
    if (honorsLabels && (exposed !== "" || series.blank.includes(name))) continue;
    if (!honorsLabels && exposed !== "") displaced.push([name, exposed]);
    draft.set(name, value);
  }
  displaced.sort(([a], [b]) => utf8Length(a) - utf8Length(b));
  // Until 2.43 an empty label took its name too.
  const taken = isAtLeast(version, 2, 44) ? [] : series.blank;
  for (const [name, value] of displaced) draft.set(freeName(draft, name, taken), value);
  return draft;
}

function freeName(draft: MetricDraft, name: string, taken: readonly string[]): string {
  let free = `exported_${name}`;
  while (draft.get(free) !== "" || taken.includes(free)) free = `exported_${free}`;
  return free;
}

/** Bytes of a text, as Go counts and as the limits mean. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    // A surrogate pair is two units and four bytes.
    length += code >= 0x800 && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return length;
}
