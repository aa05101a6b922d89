"use client";

import { Alert, Button, Text, VisuallyHidden } from "@mantine/core";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useRuleExplainer } from "@/components/findings/use-rule-explainer";
import { ProblemList } from "@/components/ui/problem-list";
import { ruleSpansOf } from "@/lib/relabel-lab/edit-rules-spans";
import { type RuleForm as Form, problemsOfRule, readRuleForms } from "@/lib/relabel-lab/rule-forms";
import type { Problem, TextRange } from "@/lib/result";
import { RuleCard } from "./rule-card";
import type { RuleViewProps } from "./rule-draft";
import styles from "./rule-form.module.css";
import { proposedLabels } from "./rule-knowledge";
import { type RuleDrag, useRuleDrag } from "./use-rule-drag";
import type { Refusal, RuleEdits } from "./use-rule-edits";
import { useRuleEffect } from "./use-rule-effect";

/** Cards drawn at once; more come when they are asked for. */
const CARDS_STEP = 60;

type RuleFormProps = RuleViewProps & { edits: RuleEdits; refusal: Refusal | null; onShowYaml: () => void };

/** The rules as a list of cards: every edit changes the text where it must and nowhere else. */
export function RuleForm(props: RuleFormProps) {
  const { text, onShowYaml } = props;
  const t = useTranslations("ruleEditor.form");
  const forms = useMemo(() => readRuleForms(text), [text]);
  if (!forms.ok) {
    return (
      <Alert color="yellow" title={t("unreadable")} classNames={{ title: styles.alertTitle }}>
        <ProblemList problems={forms.problems} />
        <Button mt="sm" size="xs" variant="default" onClick={onShowYaml}>
          {t("backToYaml")}
        </Button>
      </Alert>
    );
  }
  return <CardList {...props} forms={forms.value} />;
}

function CardList({ forms, ...props }: RuleFormProps & { forms: readonly Form[] }) {
  const { ariaLabel, edits } = props;
  const t = useTranslations("ruleEditor.form");
  const list = useRef<HTMLOListElement>(null);
  const [shownCount, setShownCount] = useState(CARDS_STEP);
  const { move, remove, announcement } = useAnnouncedEdits(edits, forms.length, list);
  useShownCard({ text: props.text, place: props.place ?? null, list, onShown: setShownCount });
  const { drag, start } = useRuleDrag(list, move);
  const cards = useCards(forms, props);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form group and brings its own borders
    <div role="group" aria-label={ariaLabel} onKeyDown={(event) => undoByKey(event, edits)}>
      <VisuallyHidden role="status">{announcement}</VisuallyHidden>
      {forms.length === 0 && <Text c="dimmed">{t("empty")}</Text>}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without bullets is one */}
      <ol ref={list} role="list" className={styles.list}>
        {cards.slice(0, shownCount).map((card, index) => (
          <RuleCard
            // Rules have no identity of their own: a card is the rule at its place.
            key={`rule ${String(index)}`}
            {...card}
            index={index}
            count={forms.length}
            edits={edits}
            isDragged={drag?.from === index}
            onDragStart={start}
            onMove={move}
            onRemove={remove}
          />
        ))}
      </ol>
      <DropLine drag={drag} list={list} />
      {forms.length > shownCount && (
        <Button mt="sm" variant="default" onClick={() => setShownCount(shownCount + CARDS_STEP)}>
          {t("showMore", { count: forms.length - shownCount })}
        </Button>
      )}
      <p className={styles.hint}>{t("hint")}</p>
    </div>
  );
}

type ShownCardInput = {
  text: string;
  place: TextRange | null;
  list: React.RefObject<HTMLOListElement | null>;
  onShown: React.Dispatch<React.SetStateAction<number>>;
};

/** Goes to the card of a place that somebody asked for while the cards were there. */
function useShownCard({ text, place, list, onShown }: ShownCardInput): void {
  const shown = useRef(place);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (place === null || shown.current === place) return;
    shown.current = place;
    const index = ruleSpansOf(text).findLastIndex(({ firstLine }) => firstLine <= place.line);
    wanted.current = index;
    onShown((count) => Math.max(count, Math.ceil((index + 1) / CARDS_STEP) * CARDS_STEP));
  }, [place, text, onShown]);
  useEffect(() => {
    const card = list.current?.children[wanted.current ?? -1];
    if (card === undefined) return;
    wanted.current = null;
    card.scrollIntoView({ block: "nearest" });
    card.querySelector<HTMLElement>('[data-control="handle"]')?.focus({ preventScroll: true });
  });
}

/** What each card says besides its form. */
function useCards(
  forms: readonly Form[],
  { problems, findings, labelNames, tallies, rulesOff, version, kind, refusal }: RuleFormProps,
) {
  const t = useTranslations("ruleEditor.form");
  const explain = useRuleExplainer(version);
  const effectOf = useRuleEffect();
  const labels = useMemo(
    () => proposedLabels({ labels: labelNames, kind }).map(({ name, examples }) => ({ name, example: examples[0] ?? "" })),
    [labelNames, kind],
  );
  return useMemo(
    () =>
      forms.map((form, index) => ({
        form,
        isOff: rulesOff.includes(index),
        explanation: form.rule === null || form.action === null ? t("noExplanation") : explain(form.rule),
        effect: effectOf(tallies?.find((tally) => tally.index === index)),
        problems: [
          ...problemsOfRule<Problem>(problems, index),
          ...problemsOfRule<Problem>(findings, index),
          ...(refusal?.index === index ? [refusal.problem] : []),
        ],
        labels,
      })),
    [forms, rulesOff, tallies, problems, findings, refusal, labels, explain, effectOf, t],
  );
}

/** Moves and removes with a word to screen readers; the focus stays with the rule. */
function useAnnouncedEdits(edits: RuleEdits, count: number, list: React.RefObject<HTMLOListElement | null>) {
  const t = useTranslations("ruleEditor.form");
  const [announcement, setAnnouncement] = useState("");
  const wanted = useRef<{ index: number; control: string } | null>(null);

  useLayoutEffect(() => {
    const target = wanted.current;
    wanted.current = null;
    if (target === null) return;
    const card = list.current?.children[target.index];
    const control = card?.querySelector<HTMLElement>(`[data-control="${target.control}"]:not(:disabled)`);
    (control ?? card?.querySelector<HTMLElement>('[data-control="handle"]'))?.focus();
  });

  const move = useCallback(
    (from: number, to: number) => {
      if (to < 0 || to >= count) {
        setAnnouncement(t(to < 0 ? "isFirst" : "isLast", { number: from + 1 }));
        return;
      }
      const active = document.activeElement;
      const control =
        active instanceof HTMLElement ? (active.closest<HTMLElement>("[data-control]")?.dataset.control ?? "handle") : "handle";
      // Leaving a field finishes what was typed in it, while the rule is still in its place.
      if (active instanceof HTMLElement) active.blur();
      if (!edits.move(from, to)) return;
      wanted.current = { index: to, control };
      setAnnouncement(t("moved", { from: from + 1, to: to + 1, count }));
    },
    [edits, count, t],
  );
  const remove = useCallback(
    (index: number) => {
      if (!edits.remove(index)) return;
      wanted.current = { index: Math.min(index, count - 2), control: "handle" };
      setAnnouncement(t("removed", { number: index + 1 }));
    },
    [edits, count, t],
  );
  return { move, remove, announcement };
}

function undoByKey(event: React.KeyboardEvent, edits: RuleEdits): void {
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
  const key = event.key.toLowerCase();
  if (!isCommand || (key !== "z" && key !== "y")) return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) edits.redo();
  else edits.undo();
}

/** Where the dragged rule would be put. */
function DropLine({ drag, list }: { drag: RuleDrag | null; list: React.RefObject<HTMLOListElement | null> }) {
  if (drag === null || list.current === null) return null;
  const cards = list.current.children;
  const next = cards[drag.before]?.getBoundingClientRect();
  const last = cards[cards.length - 1]?.getBoundingClientRect();
  const { left, width } = list.current.getBoundingClientRect();
  const top = next === undefined ? (last?.bottom ?? 0) + 3 : next.top - 5;
  return <div className={styles.dropLine} style={{ top, left, width }} aria-hidden />;
}
