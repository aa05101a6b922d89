import type { ExpositionFormat, ExpositionVersion } from "@/lib/exposition/dialect";
import { guessFormat, parseExposition } from "@/lib/exposition/parse-exposition";
import type { Sample } from "@/lib/exposition/sample";
import type { Problem } from "@/lib/result";
import type { MetricLabDraft } from "./metric-lab-draft";
import { countExposed } from "./summarise-scrape";
import type { KnownLabel } from "./target-store";

/** A scrape, read and ready to be run through rules again and again. */
export type ScrapeStore = {
  readonly format: ExpositionFormat;
  readonly samples: readonly Sample[];
  /** Why the rest could not be read. */
  readonly problem: Problem | null;
  /** Its distinct series, by metric name. */
  readonly exposed: ReadonlyMap<string, number>;
  /** Labels of its series, most frequent first. */
  readonly labels: readonly KnownLabel[];
};

const EXAMPLES_MAX = 5;
const NAMES_MAX = 1000;

export function readScrapeStore(text: string, format: MetricLabDraft["format"], version: ExpositionVersion): ScrapeStore {
  const { samples, problem, format: used } = parseExposition(text, format === "auto" ? guessFormat(text) : format, version);
  return { format: used, samples, problem, exposed: countExposed(samples), labels: knownLabels(samples) };
}

function knownLabels(samples: readonly Sample[]): KnownLabel[] {
  const known = new Map<string, { count: number; readonly examples: string[] }>();
  for (const { labels } of samples) {
    for (const name in labels) {
      const value = labels[name] ?? "";
      const found = known.get(name);
      if (found === undefined) known.set(name, { count: 1, examples: [value] });
      else {
        found.count += 1;
        if (found.examples.length < EXAMPLES_MAX && !found.examples.includes(value)) found.examples.push(value);
      }
    }
  }
  const all = [...known].map(([name, { count, examples }]) => ({ name, count, examples }));
  return all.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, NAMES_MAX);
}
