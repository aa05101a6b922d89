import { z } from "zod";

/** What came of the last bundle on the host; the words of the script. */
export const PULL_OUTCOMES = [
  /** The script runs and has not been given a bundle yet. */
  "none",
  "live",
  /** The three below: the old file is back and Prometheus runs it. */
  "refused_promtool",
  "refused_prometheus",
  "not_loaded",
  /** The old file is back, and Prometheus does not take it either. */
  "stuck",
  /** Nothing was touched: the file there is one that Promfleet does not know. */
  "foreign_file",
  "foreign_owner",
  "no_main_file",
  "nothing_kept",
  "torn",
  "disk",
  "prometheus_silent",
] as const;
export type PullOutcome = (typeof PULL_OUTCOMES)[number];

const hexSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Names one thing that a host shall have: a bundle or a file of before, and the change that asked for it. */
export const pullTagSchema = z.string().regex(/^(?:restore-)?[0-9a-f]{64}\.\d{1,10}$/);

/** What a host says of itself: a closed list, so that nothing else can be carried in. */
export const pullReportSchema = z.strictObject({
  /** Version of the script. */
  script: z.int().min(1).max(1000),
  host: z.string().regex(/^[A-Za-z0-9._-]{1,253}$/),
  /** The tag that it has handled last, well or not; null before the first. */
  tag: pullTagSchema.nullable(),
  /** SHA-256 of the main file on its disk; null when there is none. */
  main: hexSchema.nullable(),
  outcome: z.enum(PULL_OUTCOMES),
  /** What its Prometheus says, each null when it was not told. */
  ready: z.boolean(),
  reloadOk: z.boolean().nullable(),
  /** Unix time of the last successful reload, by that server's clock. */
  reloadedAt: z.number().nonnegative().nullable(),
  /** Jobs in the main file that Prometheus has loaded. */
  jobs: z.int().nonnegative().nullable(),
  /** Discovery blocks that Prometheus could not start. */
  failedDiscovery: z.int().nonnegative().nullable(),
});
export type PullReport = z.infer<typeof pullReportSchema>;

/** A report is smaller than this by far. */
export const PULL_REPORT_BYTES_MAX = 4096;

/** What people see of a host that fetches its bundle. */
export const pullStatusSchema = z.strictObject({
  hasToken: z.boolean(),
  intervalSeconds: z.int(),
  report: pullReportSchema.nullable(),
  reportedAt: z.iso.datetime().nullable(),
  /** True after some intervals without a word. */
  isSilent: z.boolean(),
  /** What it shall have: a revision's number, or null for none or the file of before. */
  wantedRevision: z.int().nullable(),
  /** What it has of that. */
  progress: z.enum(["nothing_wanted", "waiting", "done", "failed"]),
});
export type PullStatus = z.infer<typeof pullStatusSchema>;

/** Shown once. */
export const pullTokenSchema = z.strictObject({ token: z.string(), command: z.string() });
export type PullToken = z.infer<typeof pullTokenSchema>;

/** A host is silent after so many intervals without a report, and some seconds for a slow one. */
export const SILENT_INTERVALS = 4;
const SILENT_EXTRA_MS = 30_000;

export function isSilent({ reportedAt, intervalSeconds }: { reportedAt: Date; intervalSeconds: number }, now: number): boolean {
  return now - reportedAt.getTime() > SILENT_INTERVALS * intervalSeconds * 1000 + SILENT_EXTRA_MS;
}

/** Names what a host shall have now. It holds the fence, so that the same bundle asked for again is handled again. */
export function tagOf(state: {
  readonly wanted: { readonly digest: string | null; readonly mainDigest: string } | null;
  readonly fence: number;
}): string | null {
  const { wanted, fence } = state;
  return wanted === null ? null : `${wanted.digest ?? `restore-${wanted.mainDigest}`}.${fence}`;
}
