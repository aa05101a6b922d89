import { parseKubernetesLabel } from "@/lib/prometheus/kubernetes-labels";
import { type TargetPipeline, type TargetTranscript, traceTarget } from "@/lib/prometheus/target-pipeline";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { textsOf } from "@/lib/relabel/regex-language";
import type { RegexNode } from "@/lib/relabel/regex-tree";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { withDefaults } from "@/lib/relabel/relabel-rule";
import { piecesOf } from "@/lib/relabel-lab/rule-sources";
import { originalKey } from "./original-key";
import type { ObjectFacts, ObjectName } from "./schema";

/** One annotation or label to set, or to remove when `value` is null. */
export type MetaChange = {
  readonly object: ObjectName;
  readonly kind: "annotation" | "label";
  /** As Kubernetes writes it: "prometheus.io/scrape". */
  readonly key: string;
  readonly value: string | null;
  /** True when any number does and `value` is but an example. */
  readonly isExample: boolean;
};

/** Changes that were tried: with all of them the target passes every rule, or comes to `nextRule`. */
export type Mending = {
  readonly changes: readonly MetaChange[];
  /** Where the target goes then; null when a later rule drops it. */
  readonly scrapeUrl: string | null;
};

type Candidate = MetaChange & { readonly label: string };
type Search = {
  readonly pipeline: TargetPipeline;
  readonly rules: readonly RelabelConfig[];
  readonly labels: LabelSet;
  readonly facts: ObjectFacts;
};

const CHANGES_MAX = 4;
/** Ports are the only numbers that annotations of our templates hold. */
const PORT_EXAMPLE = "8080";

/**
 * Looks for the annotations or labels of the object that keep a dropped target. Nothing is guessed: each change is one that
 * a rule asks for, and it counts only if the target then comes further, which is tried.
 */
export function findMending(search: Search): Mending | null {
  const { pipeline } = search;
  const changes: Candidate[] = [];
  let labels = search.labels;
  let transcript = traceTarget(pipeline, labels);
  while (transcript.outcome.kind === "dropped" && changes.length < CHANGES_MAX) {
    const next = nextChange({ ...search, labels }, transcript, transcript.outcome.ruleIndex);
    if (next === null) break;
    changes.push(next.candidate);
    labels = next.labels;
    transcript = next.transcript;
  }
  if (changes.length === 0) return null;
  const scrapeUrl = transcript.outcome.kind === "kept" ? transcript.outcome.scrapeUrl : null;
  return { changes: changes.map(({ label: _label, ...change }) => change), scrapeUrl };
}

function nextChange({ pipeline, rules, labels, facts }: Search, before: TargetTranscript, droppedBy: number) {
  for (const candidate of candidatesOf(rules, droppedBy, before, facts)) {
    const changed = withMeta(labels, candidate);
    const transcript = traceTarget(pipeline, changed);
    const { outcome } = transcript;
    const isFurther = outcome.kind === "kept" || (outcome.kind === "dropped" && outcome.ruleIndex > droppedBy);
    if (isFurther) return { candidate, labels: changed, transcript };
  }
  return null;
}

/** What the dropping rule asks for, then what rules before it would have taken, the nearest first. */
function candidatesOf(
  rules: readonly RelabelConfig[],
  droppedBy: number,
  { steps }: TargetTranscript,
  facts: ObjectFacts,
): Candidate[] {
  return rules
    .slice(0, droppedBy + 1)
    .flatMap((rule, index) => candidatesOfRule(rule, steps[index]?.before ?? {}, facts, index === droppedBy))
    .toReversed();
}

function candidatesOfRule(rule: RelabelConfig, seen: LabelSet, facts: ObjectFacts, isDropping: boolean): Candidate[] {
  const complete = withDefaults(rule);
  const isDrop = isDropping && complete.action === "drop";
  return (piecesOf(complete) ?? []).flatMap(({ label, piece }) => {
    const values = isDrop ? ["", ...asked(piece.root)] : asked(piece.root);
    const others = values.filter((value) => value !== (seen[label] ?? ""));
    return others.flatMap((value) => toCandidate(label, value, seen, facts) ?? []);
  });
}

/** Values that a part of a regex takes, if they can be listed; "8080" when it takes numbers. */
function asked(root: RegexNode): string[] {
  const texts = textsOf(root);
  if (texts !== null) return texts.filter((text) => text !== "").slice(0, 2);
  return takesDigits(root) ? [PORT_EXAMPLE] : [];
}

function takesDigits(node: RegexNode): boolean {
  if (node.kind === "group") return takesDigits(node.of);
  if (node.kind === "sequence") return node.items.length === 1 && node.items[0] !== undefined && takesDigits(node.items[0]);
  if (node.kind === "repeat") return takesDigits(node.of);
  if (node.kind !== "class" || node.isNegated || node.ranges.length !== 1) return false;
  const [range] = node.ranges;
  return range?.[0] === 48 && range[1] === 57;
}

function toCandidate(label: string, value: string, labels: LabelSet, facts: ObjectFacts): Candidate | null {
  const parsed = parseKubernetesLabel(label);
  if (parsed === null || parsed === "unknown" || !("key" in parsed) || parsed.isPresence) return null;
  const { object: objectKind, kind } = parsed;
  const object = objectOf(objectKind, labels);
  if (object === null) return null;
  const own = objectKind === facts.kind ? facts[kind === "label" ? "labels" : "annotations"] : {};
  const key = originalKey(parsed.key, Object.keys(own));
  if (key === null) return null;
  return { label, object, kind, key, value: value === "" ? null : value, isExample: value === PORT_EXAMPLE };
}

/** Which pod, service or node the labels speak of. */
function objectOf(kind: string, labels: LabelSet): ObjectName | null {
  if (kind !== "pod" && kind !== "service" && kind !== "node") return null;
  const name = labels[`__meta_kubernetes_${kind}_name`];
  if (name === undefined) return null;
  return { kind, name, namespace: kind === "node" ? null : (labels.__meta_kubernetes_namespace ?? null) };
}

function withMeta(labels: LabelSet, { label, kind, value }: Candidate): LabelSet {
  const present = label.replace(`_${kind}_`, `_${kind}present_`);
  const others = Object.entries(labels).filter(([name]) => name !== label && name !== present);
  return toLabelSet(value === null ? others : [...others, [label, value], [present, "true"]]);
}
