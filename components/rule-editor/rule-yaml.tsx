"use client";

import { useCallback, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import type { LanguageService } from "@/components/editor/language-service";
import { type EditorAction, type SwitchableLines, YamlEditor } from "@/components/editor/yaml-editor";
import { moveRule } from "@/lib/relabel-lab/edit-rules";
import { carryRulesOff } from "@/lib/relabel-lab/edit-rules-off";
import { ruleSpansOf } from "@/lib/relabel-lab/edit-rules-spans";
import { completeRules } from "./complete-rules";
import { hoverRules } from "./hover-rules";
import { type RuleViewProps, toggleRule } from "./rule-draft";
import { fixesFor } from "./rule-fixes";
import { useRuleEffect } from "./use-rule-effect";
import { useFixWords, useRuleWords } from "./use-rule-words";

/** The rules as text, with a switch beside each. */
export function RuleYaml(props: RuleViewProps) {
  const { text, rulesOff, problems, findings, onChange, height, ariaLabel } = props;
  const t = useTranslations("ruleEditor");
  const service = useService(props);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const { lines, spans } = useSwitchable(props);
  const markers = useMemo(() => [...problems, ...findings], [problems, findings]);
  const actions = useActions(latest);
  const onSwitch = useCallback((index: number) => {
    const { text: now, rulesOff: off, onChange: change } = latest.current;
    change({ text: now, rulesOff: toggleRule(off, index) });
  }, []);
  return (
    <YamlEditor
      value={text}
      onChange={(next) => onChange({ text: next, rulesOff: carryRulesOff(text, next, rulesOff) })}
      problems={markers}
      schema="served"
      service={service}
      switchable={lines}
      {...(spans.length === 0 ? {} : { onSwitch })}
      actions={actions}
      place={props.place}
      height={height}
      ariaLabel={ariaLabel}
      hint={t("hint")}
    />
  );
}

function useService({ text, problems, findings, labelNames, version, kind }: RuleViewProps): LanguageService {
  const words = useRuleWords(kind, version);
  const fixWords = useFixWords();
  return useMemo(() => {
    const knowledge = { kind, labels: labelNames, words };
    return {
      complete: (lines, position) => completeRules(lines, position, knowledge),
      hover: (lines, position) => hoverRules(lines, position, knowledge, version),
      // Problems are about the text that was checked; a newer one has newer problems soon.
      fixes: () => fixesFor(text, problems, findings, fixWords),
    };
  }, [text, problems, findings, labelNames, version, kind, words, fixWords]);
}

function useSwitchable({ text, rulesOff, tallies }: RuleViewProps) {
  const t = useTranslations("ruleEditor");
  const effectOf = useRuleEffect();
  const spans = useMemo(() => ruleSpansOf(text), [text]);
  const lines = useMemo(
    () =>
      spans.map(({ firstLine, lastLine }, index): SwitchableLines => {
        const number = index + 1;
        const isOff = rulesOff.includes(index);
        const effect = effectOf(tallies?.find((tally) => tally.index === index));
        return {
          firstLine,
          lastLine,
          isOff,
          tooltip: t(isOff ? "ruleOff" : "ruleOn", { number }),
          note: isOff ? t("noteOff", { number }) : t("noteOn", { number, effect: effect === "" ? "none" : effect }),
        };
      }),
    [spans, rulesOff, tallies, effectOf, t],
  );
  return { lines, spans };
}

function useActions(latest: React.RefObject<RuleViewProps>): readonly EditorAction[] {
  const t = useTranslations("ruleEditor");
  return useMemo(() => {
    const indexAt = (line: number) => ruleSpansOf(latest.current.text).findLastIndex(({ firstLine }) => firstLine <= line);
    const move = (line: number, by: -1 | 1) => {
      const { text, rulesOff, onChange } = latest.current;
      const from = indexAt(line);
      const moved = from === -1 ? null : moveRule(text, from, from + by);
      const isInside = from + by >= 0 && from + by < ruleSpansOf(text).length;
      if (moved?.ok && isInside) onChange({ text: moved.value, rulesOff: carryRulesOff(text, moved.value, rulesOff) });
    };
    return [
      {
        id: "promfleet.toggleRule",
        label: t("toggleCommand"),
        key: "F9",
        run: (line) => {
          const { text, rulesOff, onChange } = latest.current;
          const index = indexAt(line);
          if (index !== -1) onChange({ text, rulesOff: toggleRule(rulesOff, index) });
        },
      },
      { id: "promfleet.moveRuleUp", label: t("moveUpCommand"), run: (line) => move(line, -1) },
      { id: "promfleet.moveRuleDown", label: t("moveDownCommand"), run: (line) => move(line, 1) },
    ];
  }, [t, latest]);
}
