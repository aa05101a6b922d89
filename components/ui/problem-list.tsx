"use client";

import { Anchor, List, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { Problem, Severity } from "@/lib/result";

const SIGNS = {
  error: { Icon: IconCircleX, colour: "red" },
  warning: { Icon: IconAlertTriangle, colour: "yellow" },
  info: { Icon: IconInfoCircle, colour: "blue" },
} as const satisfies Record<Severity, unknown>;

/** As many as are read at a glance; the others are a click away. */
const LINES_FIRST = 10;
/** More than anybody reads; the editor marks every one at its place. */
const LINES_MAX = 200;

/** Problems that belong to no single field: sentence, line, and Prometheus's own wording beside ours. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  const t = useTranslations("common");
  const [isOpen, setOpen] = useState(false);
  const shown = problems.slice(0, isOpen ? LINES_MAX : LINES_FIRST);
  const hiddenCount = problems.length - shown.length;
  return (
    <List spacing="xs" size="sm" center listStyleType="none" role="list">
      {shown.map((problem) => (
        <ProblemLine key={JSON.stringify([problem.code, problem.path, problem.range, problem.parameters])} problem={problem} />
      ))}
      {hiddenCount > 0 && (
        <List.Item>
          {isOpen ? (
            t("moreProblems", { count: hiddenCount })
          ) : (
            <Anchor component="button" type="button" inherit mih={24} onClick={() => setOpen(true)}>
              {t("moreProblems", { count: hiddenCount })}
            </Anchor>
          )}
        </List.Item>
      )}
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
