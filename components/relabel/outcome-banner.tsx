"use client";

import { Alert, Code, Text } from "@mantine/core";
import { IconAlertOctagon, IconCircleCheck, IconFilterOff } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useOutcomeExplainer } from "@/components/findings/use-rule-explainer";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { OutcomeView, RuleStepView } from "@/lib/relabel-lab/transcript-view";

/** The answer in one sentence, announced when it changes. */
export function OutcomeBanner({ outcome }: { outcome: OutcomeView }) {
  switch (outcome.kind) {
    case "kept":
      return <Kept {...outcome} />;
    case "dropped":
      return <Dropped step={outcome.step} />;
    case "error":
      return <Refused problem={outcome.problem} />;
  }
}

function Kept({ scrapeUrl, interval, timeout }: Extract<OutcomeView, { kind: "kept" }>) {
  const t = useTranslations("relabel.outcome");
  return (
    <Alert color="green" variant="light" icon={<IconCircleCheck aria-hidden />} title={t("kept")} role="status">
      <Code style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}>{scrapeUrl}</Code>
      <Text size="sm" mt={4}>
        {t("times", { interval, timeout })}
      </Text>
    </Alert>
  );
}

function Dropped({ step }: { step: RuleStepView | null }) {
  const t = useTranslations("relabel.outcome");
  const explain = useOutcomeExplainer();
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconFilterOff aria-hidden />}
      title={step === null ? t("dropped", { number: 0 }) : explain(toExplained(step))}
      role="status"
    />
  );
}

/** A rule that drops changes nothing: what it saw is what it left. */
function toExplained({ number, written, unchanged }: RuleStepView) {
  const labels = Object.fromEntries(unchanged.map(({ name, was }) => [name, was ?? ""]));
  return { kind: "dropped", ruleIndex: number - 1, rule: written, labels } as const;
}

function Refused({ problem }: { problem: Extract<OutcomeView, { kind: "error" }>["problem"] }) {
  const t = useTranslations("relabel.outcome");
  const problemText = useProblemText();
  return (
    <Alert color="red" variant="light" icon={<IconAlertOctagon aria-hidden />} title={t("error")} role="status">
      <Text size="sm">{problemText(problem)}</Text>
      {problem.prometheus !== undefined && (
        <Text size="sm" mt={4}>
          Prometheus: <Code>{problem.prometheus}</Code>
        </Text>
      )}
      <Text size="sm" mt={4}>
        {t("errorHint")}
      </Text>
    </Alert>
  );
}
