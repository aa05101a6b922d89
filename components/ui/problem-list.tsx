"use client";

import { List, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { Problem, Severity } from "@/lib/result";

const SIGNS = {
  error: { Icon: IconCircleX, colour: "red" },
  warning: { Icon: IconAlertTriangle, colour: "yellow" },
  info: { Icon: IconInfoCircle, colour: "blue" },
} as const satisfies Record<Severity, unknown>;

/** More than anybody reads; the editor marks every one at its place. */
const LINES_MAX = 50;

/** Problems that belong to no single field: sentence, line, and Prometheus's own wording beside ours. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  const t = useTranslations("common");
  const hiddenCount = problems.length - LINES_MAX;
  return (
    <List spacing="xs" size="sm" center listStyleType="none" role="list">
      {problems.slice(0, LINES_MAX).map((problem) => (
        <ProblemLine key={JSON.stringify([problem.code, problem.path, problem.range, problem.parameters])} problem={problem} />
      ))}
      {hiddenCount > 0 && <List.Item>{t("moreProblems", { count: hiddenCount })}</List.Item>}
    </List>
  );
}

function ProblemLine({ problem }: { problem: Problem }) {
  const t = useTranslations("common");
  const problemText = useProblemText();
  const { Icon, colour } = SIGNS[problem.severity];
  return (
    <List.Item
      icon={
        <ThemeIcon variant="light" color={colour} size={22} radius="xl" role="img" aria-label={t(`severity.${problem.severity}`)}>
          <Icon size={14} aria-hidden />
        </ThemeIcon>
      }
    >
      {problemText(problem)}
      {problem.range !== undefined && (
        <Text span inherit>
          {" "}
          {t("atLine", { line: problem.range.line, column: problem.range.column })}
        </Text>
      )}
      {problem.prometheus !== undefined && (
        <Text size="xs" ff="monospace">
          {problem.prometheus}
        </Text>
      )}
    </List.Item>
  );
}
