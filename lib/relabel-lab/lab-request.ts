import type { Finding } from "@/lib/prometheus/checks/finding";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { Problem } from "@/lib/result";
import type { DumpChoice, DumpWish } from "./dump-store";
import type { LabDraft } from "./lab-draft";
import type { KnownLabel } from "./target-store";
import type { TranscriptView } from "./transcript-view";

/** Where targets come from. A blob stays outside the page's memory: its id tells whether it is another one. */
export type LabSource =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "blob";
      readonly id: string;
      readonly blob: Blob;
      /** What to make of the file if kubectl wrote it; `fileId` is the same for all wishes. */
      readonly wish?: DumpWish & { readonly fileId: string };
    }
  | { readonly kind: "samples"; readonly role: DiscoveryRole | "all" };

/** What a keystroke changes. */
export type LabRules = Pick<LabDraft, "rulesText" | "job" | "prometheusVersion" | "rulesOff">;

/** Which targets the table shows. `outcome` may name the rule (from 0) that dropped them. */
export type TargetView = {
  readonly filter: string;
  readonly outcome: "all" | "kept" | "dropped" | "error" | number;
  readonly isGrouped: boolean;
  /** Rows that are on the screen; the end is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly selected: Selection | null;
};

/** A target by its place among the loaded ones, or by its row; `step` says where to go on from the head of a group. */
export type Selection = { readonly index: number } | { readonly row: number; readonly step: 1 | -1 };

/** Answers come at once; checks take longer and are asked for when nothing else is to do. */
export type LabRequest = {
  readonly wants: "answer" | "findings";
  readonly rules: LabRules;
  readonly source: LabSource;
  readonly view: TargetView;
};

/** What one rule did to the loaded targets. Every target that enters is dropped, changed or unaffected. */
export type FunnelStep = {
  /** From 1. */
  readonly number: number;
  readonly rule: RelabelRule;
  readonly isOff: boolean;
  readonly entering: number;
  readonly dropped: number;
  readonly changed: number;
  readonly unaffected: number;
  readonly matched: number;
};

export type Funnel = {
  readonly steps: readonly FunnelStep[];
  readonly total: number;
  readonly kept: number;
  readonly dropped: number;
  readonly refused: number;
};

export type TargetRow = {
  readonly kind: "target";
  readonly index: number;
  readonly outcome: "kept" | "dropped" | "error";
  /** Number (from 1) of the rule that dropped it. */
  readonly droppedBy: number | null;
  readonly instance: string;
  readonly job: string;
  /** namespace/name, or whatever the target is called where it was discovered. */
  readonly object: string;
  readonly url: string;
  readonly problem: Problem | null;
};

/** Head of the rows of one outcome: of one rule (from 1), or null for kept and refused ones. */
export type GroupRow = {
  readonly kind: "group";
  readonly outcome: TargetRow["outcome"];
  readonly droppedBy: number | null;
  readonly count: number;
};

export type TableRow = TargetRow | GroupRow;

export type TargetRows = {
  /** Targets that the filters let through. */
  readonly count: number;
  /** Rows of the table: targets, and heads of groups. */
  readonly rowCount: number;
  /** Rows that are heads of groups, from above: they cannot be selected. */
  readonly headRows: readonly number[];
  readonly from: number;
  readonly rows: readonly TableRow[];
};

export type SelectedTarget = {
  readonly index: number;
  /** Its row in the table; null when the filters hide it. */
  readonly row: number | null;
  readonly discovered: LabelSet;
  readonly view: TranscriptView;
};

export type LabAnswer = {
  readonly wants: "answer";
  readonly rulesProblems: readonly Problem[];
  readonly targetsProblems: readonly Problem[];
  readonly unreadCount: number;
  readonly targetCount: number;
  /** Null unless the targets were made of Kubernetes objects. */
  readonly dump: DumpChoice | null;
  /** null while the rules cannot be read, or when there are no targets. */
  readonly outcome: { readonly funnel: Funnel; readonly table: TargetRows; readonly selected: SelectedTarget | null } | null;
  /** Only when other targets were loaded: it may be long. */
  readonly labels: readonly KnownLabel[] | null;
};

/** Checks look at the first kept targets only: those of a fleet resemble each other, and an answer must not wait for them. */
export const CHECKED_TARGETS_MAX = 10_000;

export type LabFindings = {
  readonly wants: "findings";
  readonly findings: readonly Finding[];
  /** Kept targets that were not looked at: those beyond the first CHECKED_TARGETS_MAX. */
  readonly uncheckedCount: number;
};

export type LabResult = LabAnswer | LabFindings;
