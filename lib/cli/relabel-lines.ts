import type { BulkOutcome } from "@/lib/prometheus/target-pipeline";
import { compareNames } from "@/lib/relabel/label-order";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { Terminal } from "./exit-codes";

/** One line of JSON per target; always the same keys, null where they mean nothing. */
export function outcomeJson(outcome: BulkOutcome): string {
  switch (outcome.kind) {
    case "kept":
      return `{"outcome":"kept","labels":${labelsJson(outcome.labels)},"url":${JSON.stringify(outcome.scrapeUrl)},"rule":null,"error":null,"code":null}`;
    case "dropped":
      return `{"outcome":"dropped","labels":null,"url":null,"rule":${outcome.ruleIndex + 1},"error":null,"code":null}`;
    case "error":
      return `{"outcome":"error","labels":null,"url":null,"rule":null,"error":${JSON.stringify(outcome.message)},"code":${JSON.stringify(outcome.problem.code)}}`;
  }
}

/** By hand: objects put names such as "80" first, and Prometheus does not. */
function labelsJson(labels: LabelSet): string {
  const names = Object.keys(labels).sort(compareNames);
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(labels[name])}`).join(",")}}`;
}

/** For people: what becomes of the target, its URL, and the labels of its series. */
export function outcomeText(outcome: BulkOutcome, discovered: LabelSet, { t }: Terminal): string {
  switch (outcome.kind) {
    case "kept":
      return `${t("relabel.kept")}  ${outcome.scrapeUrl}  ${labelsText(outcome.publicLabels)}`;
    case "dropped":
      return `${t("relabel.dropped", { rule: outcome.ruleIndex + 1 })}  ${labelsText(addressOf(discovered))}`;
    case "error":
      return `${t("relabel.refused")}  ${outcome.message}  ${labelsText(addressOf(discovered))}`;
  }
}

function addressOf({ __address__ }: LabelSet): LabelSet {
  return __address__ === undefined ? {} : { __address__ };
}

function labelsText(labels: LabelSet): string {
  const names = Object.keys(labels).sort(compareNames);
  const pairs = names.map(
    (name) => `${/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(labels[name])}`,
  );
  return `{${pairs.join(", ")}}`;
}
