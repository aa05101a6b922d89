"use client";

import { Box, Group, Text } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconCircleDashed, IconCircleMinus, IconCircleX, IconLoader2 } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import { Duration } from "./duration";
import styles from "./step-list.module.css";
import type { StepRow, StepState } from "./step-rows";

const LOOK: Record<StepState, StateLook> = {
  waiting: { tone: "calm", Icon: IconCircle },
  running: { tone: "busy", Icon: IconLoader2 },
  done: { tone: "good", Icon: IconCircleCheck },
  failed: { tone: "bad", Icon: IconCircleX },
  skipped: { tone: "calm", Icon: IconCircleMinus },
  not_reached: { tone: "calm", Icon: IconCircleDashed },
};

/** The steps of a deployment in their order: state, time taken, and what was found. */
export function StepList({ rows }: { rows: readonly StepRow[] }) {
  return (
    <ol className={styles.list}>
      {rows.map((row) => (
        <Step key={row.name} row={row} />
      ))}
    </ol>
  );
}

function Step({ row: { name, state, durationMs, detail } }: { row: StepRow }) {
  const t = useTranslations("deployments");
  return (
    <li className={styles.step} data-state={state} aria-current={state === "running" ? "step" : undefined}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Box className={styles.what}>
          <Text fw={600}>{t(`step.${name}`)}</Text>
          <Text size="sm" c="dimmed">
            {t(`stepText.${name}`)}
          </Text>
        </Box>
        <Group gap="sm">
          {durationMs !== null && (
            <Text size="sm" c="dimmed" className={styles.duration}>
              <Duration ms={durationMs} />
            </Text>
          )}
          <StateWord {...LOOK[state]} word={t(`stepState.${state}`)} />
        </Group>
      </Group>
      {detail.length > 0 && (
        <Box mt="xs">
          <ProblemList problems={detail} />
        </Box>
      )}
    </li>
  );
}
