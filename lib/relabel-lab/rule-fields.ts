import { RELABEL_ACTIONS, type RelabelAction } from "@/lib/relabel/relabel-config";
import type { RelabelField } from "@/lib/relabel/relabel-rule";

/** Fields that an action looks at, in the order in which people write them. */
export const FIELDS_OF_ACTION: Record<RelabelAction, readonly RelabelField[]> = {
  replace: ["source_labels", "separator", "regex", "target_label", "replacement"],
  keep: ["source_labels", "separator", "regex"],
  drop: ["source_labels", "separator", "regex"],
  keepequal: ["source_labels", "target_label"],
  dropequal: ["source_labels", "target_label"],
  hashmod: ["source_labels", "separator", "modulus", "target_label"],
  labelmap: ["regex", "replacement"],
  labeldrop: ["regex"],
  labelkeep: ["regex"],
  lowercase: ["source_labels", "separator", "target_label"],
  uppercase: ["source_labels", "separator", "target_label"],
};

/** What Prometheus takes for a field that is not written. */
export const FIELD_DEFAULTS: Partial<Record<RelabelField, string>> = {
  separator: ";",
  regex: "(.*)",
  replacement: "$1",
  action: "replace",
};

/** The action that a text names; replace when it names none, null when there is none of that name. */
export function actionOf(text: string | null | undefined): RelabelAction | null {
  if (text === undefined) return "replace";
  return RELABEL_ACTIONS.find((action) => action === text?.toLowerCase()) ?? null;
}
