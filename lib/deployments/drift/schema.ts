import { z } from "zod";
import { problemSchema } from "@/lib/deployments/schema";

/**
 * What a look at a server came to: ours (the live revision), what is on disk and what Prometheus has loaded are one
 * ("none"), or which of them differs. "emptied": Prometheus runs no job although the live revision has some.
 */
export const DRIFT_STATES = [
  "none",
  "disk",
  "loaded",
  "both",
  "emptied",
  "foreign_owner",
  "newer_than_database",
  "unreachable",
] as const;
export const driftStateSchema = z.enum(DRIFT_STATES);
export type DriftState = z.infer<typeof driftStateSchema>;

/** What is shown: a state, or what somebody has decided about it. */
export const driftWordSchema = z.enum([...DRIFT_STATES, "ignored", "adopted"]);
export type DriftWord = z.infer<typeof driftWordSchema>;

/** States that say that two of the three differ. */
const DIFFERENCES: ReadonlySet<DriftState> = new Set(["disk", "loaded", "both", "emptied"]);
export function isDifference(state: DriftState): boolean {
  return DIFFERENCES.has(state);
}

export const driftSchema = z.strictObject({
  serverId: z.string(),
  serverName: z.string(),
  word: driftWordSchema,
  state: driftStateSchema,
  /** Since when it has been exactly so. */
  since: z.iso.datetime(),
  checkedAt: z.iso.datetime(),
  /** Names this exact difference: an answer is about it and no other. */
  key: z.string(),
  ignoredBy: z.string().nullable(),
  /** What was found, safe to show. */
  problems: z.array(problemSchema),
  /** What was seen before the server could not be reached. */
  lastKnown: z.strictObject({ state: driftStateSchema, at: z.iso.datetime() }).nullable(),
});
export type Drift = z.infer<typeof driftSchema>;

/** The answer to a difference that was shown. */
export const driftAnswerSchema = z.strictObject({ key: z.string().min(1).max(200) });

/** What adopting the file on disk would make of the base config; texts are masked. */
export const adoptionSchema = z.strictObject({
  /** SHA-256 of the file on disk that this is about. */
  digest: z.string(),
  before: z.string(),
  after: z.string(),
  summary: z.array(problemSchema),
  /** Errors are in the way of adopting; warnings say what does not come along. */
  problems: z.array(problemSchema),
});
export type Adoption = z.infer<typeof adoptionSchema>;
export const adoptSchema = z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) });

/** One side of a comparison: a revision by its number, the live one, what is on disk or loaded, or the next one. */
export const sideSchema = z.string().regex(/^(?:\d{1,9}|live|disk|loaded|next)$/);
export const comparisonQuerySchema = z.strictObject({
  from: sideSchema,
  to: sideSchema,
  /** "summary": no files, for pages that have the texts already. */
  only: z.literal("summary").optional(),
});
export type ComparisonQuery = z.infer<typeof comparisonQuerySchema>;

export const comparedFileSchema = z.strictObject({
  path: z.string(),
  change: z.enum(["added", "changed", "removed", "same"]),
  /** Shown by name and size only. */
  isSecret: z.boolean(),
  bytesBefore: z.int().nullable(),
  bytesAfter: z.int().nullable(),
  /** Masked; null for a secret, for a file that is not there, and for one that is the same on both sides. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ComparedFile = z.infer<typeof comparedFileSchema>;

const shownSideSchema = z.strictObject({ side: z.string(), number: z.int().nullable() });
export const comparisonSchema = z.strictObject({
  from: shownSideSchema,
  to: shownSideSchema,
  summary: z.array(problemSchema),
  /** prometheus.yml first. What Prometheus has loaded is one text. */
  files: z.array(comparedFileSchema),
  /** Both texts are in one spelling, because one of them is what Prometheus shows. */
  isCanonical: z.boolean(),
});
export type Comparison = z.infer<typeof comparisonSchema>;
