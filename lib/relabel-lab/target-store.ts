import type { LabelSet } from "@/lib/relabel/label-set";
import { type ShapedLabels, toShaped } from "@/lib/relabel/shape-table";
import { type Problem, problem } from "@/lib/result";
import type { DumpChoice } from "./dump-store";
import { readTargetList } from "./read-targets";

/** A label that occurs in the loaded targets: on how many, with some of its values. */
export type KnownLabel = { readonly name: string; readonly count: number; readonly examples: readonly string[] };

/** Loaded targets, ready to be run through rules again and again. */
export type TargetStore = {
  readonly targets: readonly LabelSet[];
  /** The same, ready for many runs. */
  readonly laidOut: readonly ShapedLabels[];
  readonly problems: readonly Problem[];
  readonly unreadCount: number;
  /** Set when the targets were made of Kubernetes objects. */
  readonly dump?: DumpChoice;
  /** Most frequent first. */
  readonly labels: readonly KnownLabel[];
};

/** Beyond it a browser has no text of that length, or no memory for what it says. */
export const TARGETS_BYTES_MAX = 400_000_000;

const EXAMPLES_MAX = 5;
const NAMES_MAX = 1000;
/** Values that are kept once; those of a fleet repeat, those of a hostile file do not. */
const SHARED_VALUES_MAX = 500_000;

/** Reads targets from a text; what repeats is held once. */
export function readTargetStore(text: string): TargetStore {
  return storeOf(readTargetList(text));
}

/** What is said in place of a file that is too large to be read. */
export function tooLargeStore(bytes: number, bytesMax: number = TARGETS_BYTES_MAX): TargetStore {
  const parameters = { size: Math.round(bytes / 1_000_000), limit: Math.round(bytesMax / 1_000_000) };
  return { targets: [], problems: [problem("targets/too-large", { parameters })], unreadCount: 1, labels: [], laidOut: [] };
}

export function storeOf(list: Omit<TargetStore, "labels" | "laidOut">): TargetStore {
  const known = new Map<string, { count: number; readonly examples: string[] }>();
  const shared = new Map<string, string>();
  const targets = list.targets.map((labels) => shareValues(labels, shared));
  for (const labels of targets) {
    for (const name in labels) countLabel(known, name, labels[name] ?? "");
  }
  const labels = [...known].map(([name, { count, examples }]) => ({ name, count, examples }));
  labels.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { ...list, targets, laidOut: targets.map(toShaped), labels: labels.slice(0, NAMES_MAX) };
}

function shareValues(labels: LabelSet, shared: Map<string, string>): LabelSet {
  const set = labels as Record<string, string>;
  for (const name in set) {
    const value = set[name] ?? "";
    const first = shared.get(value);
    if (first !== undefined) set[name] = first;
    else if (shared.size < SHARED_VALUES_MAX) shared.set(value, value);
  }
  return set;
}

function countLabel(known: Map<string, { count: number; readonly examples: string[] }>, name: string, value: string): void {
  const found = known.get(name);
  if (found === undefined) known.set(name, { count: 1, examples: [value] });
  else {
    found.count += 1;
    if (found.examples.length < EXAMPLES_MAX && !found.examples.includes(value)) found.examples.push(value);
  }
}
