import type { RuleDraft } from "./rule-draft";

type Step = { readonly before: RuleDraft; readonly after: RuleDraft; readonly what: string };

/** Edits of the form that can be taken back, the last one last. */
export type RuleHistory = { readonly done: readonly Step[]; readonly undone: readonly Step[] };

export const EMPTY_HISTORY: RuleHistory = { done: [], undone: [] };

const STEPS_MAX = 200;

/** Remembers an edit. Keys typed into one field are one step: they have the same `what`. */
export function remember(history: RuleHistory, before: RuleDraft, after: RuleDraft, what: string): RuleHistory {
  const last = history.done.at(-1);
  const isSame = last !== undefined && last.what === what && what !== "" && last.after.text === before.text;
  const step = isSame ? { before: last.before, after, what } : { before, after, what };
  const done = [...(isSame ? history.done.slice(0, -1) : history.done), step];
  return { done: done.slice(-STEPS_MAX), undone: [] };
}

type Travelled = { readonly draft: RuleDraft; readonly history: RuleHistory };

/** The draft before the last edit; null when there is none, or when the text was changed elsewhere since. */
export function undoIn(history: RuleHistory, now: RuleDraft): Travelled | null {
  const step = history.done.at(-1);
  if (step === undefined || step.after.text !== now.text) return null;
  return { draft: step.before, history: { done: history.done.slice(0, -1), undone: [...history.undone, step] } };
}

/** The draft after the edit that was last taken back. */
export function redoIn(history: RuleHistory, now: RuleDraft): Travelled | null {
  const step = history.undone.at(-1);
  if (step === undefined || step.before.text !== now.text) return null;
  return { draft: step.after, history: { done: [...history.done, step], undone: history.undone.slice(0, -1) } };
}
