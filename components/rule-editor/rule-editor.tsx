"use client";

import { ActionIcon, Group, SegmentedControl } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { readRuleForms } from "@/lib/relabel-lab/rule-forms";
import { AddRuleMenu } from "./add-rule-menu";
import type { RuleViewProps } from "./rule-draft";
import { RuleForm } from "./rule-form";
import { RuleYaml } from "./rule-yaml";
import { useRuleEdits } from "./use-rule-edits";

export type { RuleDraft } from "./rule-draft";
export type { KnownLabel } from "./rule-knowledge";

export type RuleEditorProps = RuleViewProps;

const VIEWS = ["yaml", "form"] as const;
type View = (typeof VIEWS)[number];

/** A list of relabel rules, as YAML or as a form; both change the same text, and the choice is kept. */
export function RuleEditor(props: RuleEditorProps) {
  const t = useTranslations("ruleEditor");
  const [view, setView] = useLocalStorage<View>({
    key: "promfleet.rule-view",
    defaultValue: "yaml",
    getInitialValueInEffect: false,
  });
  // The text keeps its own undo history for as long as its editor lives: once shown it is only hidden.
  const [hasShownYaml, setHasShownYaml] = useState(false);
  const { edits, refusal, canUndo, canRedo } = useRuleEdits(props);
  const isForm = view === "form";
  if (!isForm && !hasShownYaml) setHasShownYaml(true);

  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        <SegmentedControl
          size="xs"
          aria-label={t("view")}
          data={VIEWS.map((value) => ({ value, label: t(`views.${value}`) }))}
          value={view}
          onChange={(value) => setView(value === "form" ? "form" : "yaml")}
        />
        <Group gap={4}>
          {isForm && (
            <>
              <ActionIcon variant="subtle" color="gray" aria-label={t("undo")} disabled={!canUndo} onClick={edits.undo}>
                <IconArrowBackUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t("redo")} disabled={!canRedo} onClick={edits.redo}>
                <IconArrowForwardUp size={16} aria-hidden />
              </ActionIcon>
            </>
          )}
          <AddRuleMenu kind={props.kind} onAdd={(rules) => edits.insert(countRules(props.text), rules)} />
        </Group>
      </Group>
      {hasShownYaml && (
        <div hidden={isForm}>
          <RuleYaml {...props} />
        </div>
      )}
      {isForm && <RuleForm {...props} edits={edits} refusal={refusal} onShowYaml={() => setView("yaml")} />}
    </div>
  );
}

function countRules(text: string): number {
  const forms = readRuleForms(text);
  return forms.ok ? forms.value.length : 0;
}
