"use client";

import { Badge, Box, Button, Code, Group, Text } from "@mantine/core";
import {
  IconArrowNarrowRight,
  IconCircleX,
  IconEqual,
  IconFilterOff,
  IconMinus,
  IconPencil,
  IconPlus,
} from "@tabler/icons-react";
import { memo, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useRuleExplainer } from "@/components/findings/use-rule-explainer";
import { LabelChangeTable } from "@/components/labels/label-change-table";
import type { LabelRow } from "@/lib/relabel/label-rows";
import type { RelabelEffect } from "@/lib/relabel/transcript";
import type { RuleSubject } from "@/lib/relabel-lab/explain-rule";
import type { ImplicitStepView, RuleStepView, TranscriptView } from "@/lib/relabel-lab/transcript-view";
import { RuleLineText } from "./rule-line-text";
import styles from "./step-list.module.css";

/** Rules that are drawn at once: nobody reads hundreds, and a page of thousands would stand still. */
const STEPS_MAX = 100;

type StepListProps = { view: TranscriptView; defaultsTitle?: string; subject?: RuleSubject };

/** The record of one target or series: what the job gives, each rule, then what Prometheus does by itself. */
export const StepList = memo(function StepList({ view, defaultsTitle, subject = "target" }: StepListProps) {
  const t = useTranslations("relabel");
  const explain = useRuleExplainer(undefined, subject);
  const title = defaultsTitle ?? t("implicit.defaults");
  const [stepsMax, setStepsMax] = useState(STEPS_MAX);
  const isCut = view.steps.length > stepsMax;
  return (
    <ol className={styles.steps} aria-label={t("steps")}>
      {view.defaults.length > 0 && (
        <Step sign={<Sign effect="added" />} title={title} isImplicit>
          <Details summary={t("showLabels", { count: view.defaults.length })} caption={title} rows={view.defaults} />
        </Step>
      )}
      {view.steps.slice(0, stepsMax).map((step) => (
        <RuleStep key={step.number} step={step} explanation={explain(step.written)} />
      ))}
      {isCut && (
        <li className={styles.step}>
          <Button size="xs" variant="default" onClick={() => setStepsMax(stepsMax + STEPS_MAX)}>
            {t("moreSteps", { count: view.steps.length - stepsMax })}
          </Button>
        </li>
      )}
      {view.implicit.map((step) => (
        <ImplicitStep key={step.kind} step={step} />
      ))}
    </ol>
  );
});

function RuleStep({ step, explanation }: { step: RuleStepView; explanation: string }) {
  const t = useTranslations("relabel");
  const { number, line, rule, effect, changes, unchanged, undefinedLabels } = step;
  const caption = t("ruleCaption", { number });
  return (
    <Step
      sign={<Sign effect={effect} />}
      title={
        <>
          {t("rule", { number })} <Code>{rule.action}</Code>
          {line !== null && (
            <Text span size="xs" c="dimmed">
              {" "}
              {t("line", { line })}
            </Text>
          )}
        </>
      }
    >
      <Text size="sm" mb={4} style={{ overflowWrap: "anywhere" }}>
        {explanation}
      </Text>
      <RuleLineText rule={rule} />
      {changes.length > 0 && <LabelChangeTable caption={caption} rows={changes} />}
      {undefinedLabels.length > 0 && (
        <Text size="sm" c="red">
          {t("undefinedLabels", { names: undefinedLabels.join(", ") })}
        </Text>
      )}
      {changes.length > 0 && unchanged.length > 0 && (
        <Details summary={t("showUnchanged", { count: unchanged.length })} caption={caption} rows={unchanged} />
      )}
    </Step>
  );
}

const IMPLICIT_EFFECTS: Record<ImplicitStepView["kind"], RelabelEffect> = {
  default_port: "changed",
  checks_passed: "kept",
  checks_failed: "dropped",
  meta_removed: "removed",
  instance: "added",
};

function ImplicitStep({ step: { kind, changes } }: { step: ImplicitStepView }) {
  const t = useTranslations("relabel");
  const title = t(`implicit.${kind}`);
  const sign = kind === "checks_failed" ? <FailedSign /> : <Sign effect={IMPLICIT_EFFECTS[kind]} />;
  return (
    <Step sign={sign} title={title} isImplicit>
      {changes.length > 3 && <Details summary={t("showLabels", { count: changes.length })} caption={title} rows={changes} />}
      {changes.length > 0 && changes.length <= 3 && <LabelChangeTable caption={title} rows={changes} />}
    </Step>
  );
}

type StepProps = { sign: ReactNode; title: ReactNode; isImplicit?: boolean; children?: ReactNode };

function Step({ sign, title, isImplicit = false, children }: StepProps) {
  const t = useTranslations("relabel");
  return (
    <li className={styles.step} data-implicit={isImplicit}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="start">
        <Text component="h3" size="sm" fw={600}>
          {title}
          {isImplicit && (
            <Text span size="xs" c="dimmed">
              {" "}
              {t("byItself")}
            </Text>
          )}
        </Text>
        {sign}
      </Group>
      <Box className={styles.body}>{children}</Box>
    </li>
  );
}

function Details({ summary, caption, rows }: { summary: string; caption: string; rows: readonly LabelRow[] }) {
  return (
    <details className={styles.details}>
      <summary>{summary}</summary>
      <LabelChangeTable caption={caption} rows={rows} />
    </details>
  );
}

const SIGNS = {
  added: { colour: "green", Icon: IconPlus },
  changed: { colour: "yellow", Icon: IconPencil },
  removed: { colour: "red", Icon: IconMinus },
  dropped: { colour: "orange", Icon: IconFilterOff },
  kept: { colour: "blue", Icon: IconArrowNarrowRight },
  no_match: { colour: "gray", Icon: IconCircleX },
  none: { colour: "gray", Icon: IconEqual },
} as const satisfies Record<RelabelEffect, unknown>;

function Sign({ effect }: { effect: RelabelEffect }) {
  const t = useTranslations("relabel.effect");
  const { colour, Icon } = SIGNS[effect];
  return (
    <Badge variant="light" color={colour} tt="none" leftSection={<Icon size={13} aria-hidden />} className={styles.sign}>
      {t(effect)}
    </Badge>
  );
}

function FailedSign() {
  const t = useTranslations("relabel.effect");
  return (
    <Badge variant="light" color="red" tt="none" leftSection={<IconCircleX size={13} aria-hidden />} className={styles.sign}>
      {t("refused")}
    </Badge>
  );
}
