import "server-only";
import { isMap, mapUnder, toCanonicalConfig } from "@/lib/bundles/canonical-config";
import { maskConfig } from "@/lib/bundles/mask-config";
import { summariseChange } from "@/lib/bundles/summarise-change";
import { type SplitConfig, splitJobs } from "@/lib/prometheus/split-jobs";
import { parseYaml } from "@/lib/prometheus/yaml";

/**
 * Whether a change must show in what Prometheus tells of its configuration. "possible": it is more than another
 * spelling, but Prometheus may not tell, because it masks secrets and leaves out what equals its defaults.
 */
export type Visibility = "none" | "possible" | "certain";

/** What only words and numbers of Prometheus's own can show: whatever else may be spelled in ways that we do not know. */
export const CERTAIN_CHANGES: ReadonlySet<string> = new Set(["change/field", "change/global-time", "change/static-targets"]);

/**
 * Judges what two configurations differ in. Jobs that are the same text in both are not read.
 * @param before null when there was none
 */
export function visibilityOf(before: string | null, after: string): Visibility {
  if (before === after) return "none";
  if (before === null) return "possible";
  const [old, next] = withoutEqualJobs(before, after);
  const items = summariseChange(maskConfig(old), maskConfig(next)).filter(({ code }) => code !== "change/spelling");
  if (items.length === 0) return "none";
  const isCertain = items.some(({ code }) => CERTAIN_CHANGES.has(code)) || labelsOf(old) !== labelsOf(next);
  return isCertain ? "certain" : "possible";
}

function withoutEqualJobs(before: string, after: string): [string, string] {
  const [old, next] = [splitJobs(before), splitJobs(after)];
  if (old === null || next === null) return [before, after];
  return [textWithout(old, next), textWithout(next, old)];
}

function textWithout({ rest, jobs }: SplitConfig, other: SplitConfig): string {
  const known = new Set(other.jobs.map(({ text }) => text));
  const left = jobs.filter(({ text }) => !known.has(text));
  return left.length === 0 ? rest : `${rest}\nscrape_configs:\n${left.map(({ text }) => text).join("")}`;
}

/** External labels as Prometheus shows them: as they are, but for references to its environment. */
function labelsOf(text: string): string {
  const document = parseYaml(text);
  const global = document.ok ? mapUnder(toCanonicalConfig(document.value), "global") : {};
  const labels = isMap(global.external_labels) ? Object.entries(global.external_labels) : [];
  return JSON.stringify(labels.filter(([, value]) => !String(value).includes("$")));
}
