"use client";

import { Box, Group, Text } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconCircleMinus, IconCircleX, IconLoader2 } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import { factText } from "./fact-text";
import { commandsOfStep } from "./remedies";
import { Remedy } from "./remedy";
import styles from "./step-list.module.css";
import type { StepRow, StepState } from "./step-rows";
import { useTookText } from "./use-took-text";

const LOOK: Record<StepState, StateLook> = {
  waiting: { tone: "calm", Icon: IconCircle },
  running: { tone: "busy", Icon: IconLoader2 },
  ok: { tone: "good", Icon: IconCircleCheck },
  failed: { tone: "bad", Icon: IconCircleX },
  skipped: { tone: "calm", Icon: IconCircleMinus },
};

type StepListProps = { rows: readonly StepRow[]; kubernetesVersion: string | null };

/** The way to the API server, step by step; below the one that failed stands what mends it. */
export function StepList({ rows, kubernetesVersion }: StepListProps) {
  const t = useTranslations("checkup");
  return (
    <ol className={styles.list} aria-label={t("steps")}>
      {rows.map((row) => (
        <Step key={row.name} row={row} note={row.name === "version" ? kubernetesVersion : null} />
      ))}
    </ol>
  );
}

function Step({ row: { name, state, step }, note }: { row: StepRow; note: string | null }) {
  const t = useTranslations("checkup");
  const took = useTookText();
  return (
    <li className={styles.step} data-state={state} aria-current={state === "running" ? "step" : undefined}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm">
          <Text span inherit fw={600}>
            {t(`step.${name}`)}
          </Text>{" "}
          <Text span inherit c="dimmed">
            {note ?? t(`stepText.${name}`)}
          </Text>
        </Text>
        <Group gap="xs" wrap="nowrap">
          {(state === "ok" || state === "failed") && (
            <Text size="xs" c="dimmed" className={styles.took}>
              {took(step?.durationMs ?? 0)}
            </Text>
          )}
          <StateWord {...LOOK[state]} word={t(`stepState.${state}`)} />
        </Group>
      </Group>
      {step !== null && step.code !== null && (
        <Box mt="xs">
          <Remedy
            title={t(`code.${step.code}.title`, factText(step.parameters))}
            cause={t(`code.${step.code}.cause`, factText(step.parameters))}
            remedy={t(`code.${step.code}.remedy`)}
            commands={commandsOfStep(step.code, step.parameters)}
          />
        </Box>
      )}
    </li>
  );
}
