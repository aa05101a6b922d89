"use client";

import { Code, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { LabelDifference } from "@/lib/rule-tests/explain-run";
import type { RunView } from "@/lib/rule-tests/suite-view";
import styles from "./test-failure.module.css";

/** Why a test did not pass under one version. */
export function TestFailure({ run }: { run: RunView }) {
  const t = useTranslations("ruleTests");
  const problemText = useProblemText();
  return (
    <Stack gap={6} mt="xs">
      <Text size="sm">
        <Text span inherit fw={550}>
          {t("under", { version: run.versions.join(", ") })}
        </Text>{" "}
        {run.reason === null ? "" : problemText(run.reason)}
      </Text>
      {run.problems.length > 0 && <ProblemList problems={run.problems} />}
      {run.differences.length > 0 && <Differences differences={run.differences} version={run.versions.join(", ")} />}
      {run.isUndefined && <Text size="sm">{t("noChance")}</Text>}
    </Stack>
  );
}

function Differences({ differences, version }: { differences: readonly LabelDifference[]; version: string }) {
  const t = useTranslations("ruleTests");
  return (
    <table className={styles.table}>
      <caption>
        <VisuallyHidden>{t("differences", { version })}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t("column.label")}</th>
          <th scope="col">{t("column.expected")}</th>
          <th scope="col">{t("column.actual")}</th>
          <th scope="col">{t("column.rule")}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ label, expected, actual, rule }) => (
          <tr key={label}>
            <th scope="row" className={styles.label}>
              {label === "" ? t("emptyName") : label}
            </th>
            <td>
              <Value text={expected} />
            </td>
            <td>
              <Value text={actual} />
            </td>
            <td>{rule ?? t("noRule")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ text }: { text: string | null }) {
  const t = useTranslations("ruleTests");
  return text === null ? (
    <Text span inherit c="dimmed">
      {t("absent")}
    </Text>
  ) : (
    <Code className={styles.value}>{text}</Code>
  );
}
