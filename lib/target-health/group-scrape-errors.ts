import { readLastError } from "@/lib/target-doctor/read-last-error";
import type { ScrapeErrorGroup } from "./schema";

/** A target that is down, with Prometheus's words about its last scrape. */
export type FailedTarget = {
  readonly jobName: string;
  readonly cluster: string | null;
  readonly scrapeUrl: string;
  readonly lastError: string;
};

/** Prometheus repeats long addresses in some messages. */
const MESSAGE_LENGTH_MAX = 500;

/** Groups failed scrapes by what they come to, the most frequent first; each group shows one of its targets. */
export function groupScrapeErrors(targets: readonly FailedTarget[]): ScrapeErrorGroup[] {
  const byKind = new Map<ScrapeErrorGroup["kind"], { example: FailedTarget; count: number; clusters: Set<string | null> }>();
  for (const target of targets) {
    const kind = readLastError(target.lastError) ?? "other";
    const group = byKind.get(kind) ?? { example: target, count: 0, clusters: new Set() };
    group.count += 1;
    group.clusters.add(target.cluster);
    byKind.set(kind, group);
  }
  return [...byKind]
    .map(([kind, { example, count, clusters }]) => {
      const { jobName, cluster, scrapeUrl, lastError } = example;
      const shown = { jobName, cluster, scrapeUrl, message: lastError.slice(0, MESSAGE_LENGTH_MAX) };
      return { kind, count, clusters: clusters.size, example: shown };
    })
    .sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind, "en"));
}
