import type { ServerDraft } from "./server-draft";

/** Secrets are never shown, so what was typed of them simply stays. */
const FIELDS = [
  "name",
  "url",
  "caPem",
  "transport",
  "prometheusVersion",
  "clusterIds",
  "baseConfig",
  "fileLayout",
  "revisionsKept",
  "isProtected",
  "lossPercentMax",
  "shrinkPercentMax",
  "windows",
] as const satisfies readonly (keyof ServerDraft)[];
export type MergedField = (typeof FIELDS)[number];

/** What two people have made of one version of a server. */
export type Merge = {
  /** Changed by the other one only: it is taken over. */
  readonly theirs: readonly MergedField[];
  /** Changed by both, and not alike: somebody has to choose. */
  readonly conflicts: readonly MergedField[];
};

/** Compares two drafts with the one that both began with. */
export function compareDrafts(base: ServerDraft, mine: ServerDraft, theirs: ServerDraft): Merge {
  const changed = FIELDS.filter((field) => !isSame(base[field], theirs[field]) && !isSame(mine[field], theirs[field]));
  return {
    theirs: changed.filter((field) => isSame(base[field], mine[field])),
    conflicts: changed.filter((field) => !isSame(base[field], mine[field])),
  };
}

/** My draft with what is taken of theirs; nothing that I typed is lost unless I chose so. */
export function mergeDrafts(mine: ServerDraft, theirs: ServerDraft, taken: readonly MergedField[]): ServerDraft {
  return { ...mine, ...Object.fromEntries(taken.map((field) => [field, theirs[field]])) };
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
