import "server-only";
import { mainTextOf } from "@/lib/bundles/bundle";
import { findJobs } from "@/lib/bundles/find-jobs";
import type { Delivery } from "./transport";

/** The line of a commit by which a deployment is found again. */
export function markOf({ revisionNumber, fence, bundle }: Pick<Delivery, "revisionNumber" | "fence" | "bundle">): string {
  return `Promfleet-Deployment: ${revisionNumber}-${bundle.digest.slice(0, 12)}-${fence}`;
}

/** The plan as the message of a commit: jobs that come, change and go. Names only, never a value. */
export function describeCommit(delivery: Delivery, { name, before }: { name: string; before: string }): string {
  const [old, next] = [jobTexts(before), jobTexts(mainTextOf(delivery.bundle))];
  const added = [...next.keys()].filter((job) => !old.has(job));
  const removed = [...old.keys()].filter((job) => !next.has(job));
  const changed = [...next].filter(([job, text]) => old.has(job) && old.get(job) !== text).map(([job]) => job);
  const lines = [
    `Deploy revision ${delivery.revisionNumber} of ${name}`,
    "",
    ...paragraph(delivery.order?.reason ?? ""),
    ...section("Added", added),
    ...section("Changed", changed),
    ...section("Removed", removed),
    `Jobs: ${next.size}`,
    "",
    ...(delivery.order === undefined ? [] : [`Deployed-by: ${oneLine(delivery.order.author)}`]),
    `Promfleet-Server: ${delivery.owner.serverId}`,
    markOf(delivery),
  ];
  return `${lines.join("\n")}\n`;
}

/** People's words, which must not look like a line of ours. */
function paragraph(words: string): string[] {
  const text = oneLine(words);
  return text === "" ? [] : [`Reason: ${text}`, ""];
}

function oneLine(words: string): string {
  return words.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
}

const LISTED_MAX = 50;

function section(title: string, jobs: readonly string[]): string[] {
  if (jobs.length === 0) return [];
  const rest = jobs.length > LISTED_MAX ? [`- and ${jobs.length - LISTED_MAX} more`] : [];
  return [`${title}: ${jobs.length}`, ...jobs.slice(0, LISTED_MAX).map((job) => `- ${JSON.stringify(job)}`), ...rest, ""];
}

function jobTexts(config: string): Map<string, string> {
  const found = findJobs(config);
  const lines = config.split("\n");
  const jobs = found.ok ? found.value : [];
  return new Map(jobs.map(({ jobName, firstLine, lastLine }) => [jobName, lines.slice(firstLine - 1, lastLine).join("\n")]));
}
