import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import type { RelabelField } from "@/lib/relabel/relabel-rule";
import {
  clearField,
  duplicateRule,
  type FieldValue,
  insertRule,
  moveRule,
  removeRule,
  setField,
} from "@/lib/relabel-lab/edit-rules";
import { ok, type Problem, type Result } from "@/lib/result";
import { type RuleDraft, toggleRule } from "./rule-draft";
import { EMPTY_HISTORY, redoIn, remember, undoIn } from "./rule-history";

export type RuleEdits = {
  readonly set: (index: number, field: RelabelField, value: FieldValue) => void;
  readonly clear: (index: number, field: RelabelField) => void;
  readonly insert: (index: number, rules: readonly RelabelConfig[]) => boolean;
  readonly remove: (index: number) => boolean;
  readonly duplicate: (index: number) => boolean;
  readonly move: (from: number, to: number) => boolean;
  readonly toggle: (index: number) => void;
  readonly undo: () => void;
  readonly redo: () => void;
};

/** An edit that was not made, and why. */
export type Refusal = { readonly index: number; readonly problem: Problem };

/** Edits of the form: each changes text and switched-off rules together, and can be taken back. */
export function useRuleEdits({ text, rulesOff, onChange }: RuleDraft & { onChange: (draft: RuleDraft) => void }) {
  const [history, setHistory] = useState(EMPTY_HISTORY);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const latest = useRef({ text, rulesOff, onChange, history });
  useLayoutEffect(() => {
    latest.current = { text, rulesOff, onChange, history };
  });

  const apply = useCallback((index: number, what: string, edit: (draft: RuleDraft) => Result<RuleDraft>): boolean => {
    const { text: before, rulesOff: off, onChange: change, history: past } = latest.current;
    const draft = { text: before, rulesOff: off };
    const result = edit(draft);
    setRefusal(result.ok ? null : { index, problem: result.problems[0] });
    if (!result.ok || (result.value.text === before && result.value.rulesOff === off)) return result.ok;
    const next = remember(past, draft, result.value, what);
    // A second edit may come before React draws the first.
    latest.current = { ...latest.current, ...result.value, history: next };
    setHistory(next);
    change(result.value);
    return true;
  }, []);

  const travel = useCallback((go: typeof undoIn) => {
    const { text: now, rulesOff: off, onChange: change, history: past } = latest.current;
    const travelled = go(past, { text: now, rulesOff: off });
    if (travelled === null) return;
    latest.current = { ...latest.current, ...travelled.draft, history: travelled.history };
    setHistory(travelled.history);
    setRefusal(null);
    change(travelled.draft);
  }, []);

  const edits = useMemo(() => editsWith(apply, travel), [apply, travel]);
  const canUndo = undoIn(history, { text, rulesOff }) !== null;
  const canRedo = redoIn(history, { text, rulesOff }) !== null;
  return { edits, refusal, canUndo, canRedo };
}

type Apply = (index: number, what: string, edit: (draft: RuleDraft) => Result<RuleDraft>) => boolean;

function editsWith(apply: Apply, travel: (go: typeof undoIn) => void): RuleEdits {
  return {
    set: (index, field, value) =>
      void apply(index, `${index} ${field}`, ({ text, rulesOff }) => withText(setField(text, index, field, value), rulesOff)),
    clear: (index, field) => void apply(index, "", ({ text, rulesOff }) => withText(clearField(text, index, field), rulesOff)),
    insert: (index, rules) =>
      apply(index, "", ({ text, rulesOff }) =>
        withText(
          rules.reduce<Result<string>>((done, rule, at) => (done.ok ? insertRule(done.value, index + at, rule) : done), ok(text)),
          rulesOff.map((one) => (one >= index ? one + rules.length : one)),
        ),
      ),
    remove: (index) =>
      apply(index, "", ({ text, rulesOff }) =>
        withText(
          removeRule(text, index),
          rulesOff.filter((one) => one !== index).map((one) => (one > index ? one - 1 : one)),
        ),
      ),
    duplicate: (index) =>
      apply(index, "", ({ text, rulesOff }) =>
        withText(
          duplicateRule(text, index),
          rulesOff.map((one) => (one > index ? one + 1 : one)),
        ),
      ),
    move: (from, to) =>
      apply(from, "", ({ text, rulesOff }) =>
        withText(
          moveRule(text, from, to),
          rulesOff.map((one) => movedIndex(one, from, to)).toSorted((a, b) => a - b),
        ),
      ),
    toggle: (index) => void apply(index, "", ({ text, rulesOff }) => ok({ text, rulesOff: toggleRule(rulesOff, index) })),
    undo: () => travel(undoIn),
    redo: () => travel(redoIn),
  };
}

function withText(result: Result<string>, rulesOff: readonly number[]): Result<RuleDraft> {
  return result.ok ? ok({ text: result.value, rulesOff }) : result;
}

/** Where the rule at a place stands after another (or itself) was moved. */
function movedIndex(index: number, from: number, to: number): number {
  if (index === from) return to;
  if (from < index && index <= to) return index - 1;
  return to <= index && index < from ? index + 1 : index;
}
