"use client";

import { Button, Group, Paper, Text } from "@mantine/core";
import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import { SubmitButton } from "@/components/ui/field";
import type { Server } from "@/lib/servers/schema";
import styles from "./save-bar.module.css";
import { isSameDraft, type ServerDraft, toDraft } from "./server-draft";
import { useDraft } from "./use-draft";

type SaveBarProps = {
  /** The stored server that the draft is compared with. */
  base: Server;
  /** A draft that takes the place of the stored values when the base changes; null for the stored ones. */
  merged: ServerDraft | null;
  onDirtyChange: (isDirty: boolean) => void;
};

/** Says whether there is something to save, and saves or discards it. */
export function SaveBar({ base, merged, onDirtyChange }: SaveBarProps) {
  const t = useTranslations("servers.save");
  const { draft, form } = useDraft();
  const isDirty = !isSameDraft(draft, toDraft(base));
  const reset = () => form.setValues(toDraft(base));
  const onStoredChange = useEffectEvent(() => form.setValues(merged ?? toDraft(base)));
  const onDirty = useEffectEvent(onDirtyChange);

  useEffect(() => onDirty(isDirty), [isDirty]);
  // After a save the fields show what is stored: secrets empty, the base config masked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the whole stored server
  useEffect(() => onStoredChange(), [base.version]);

  return (
    <Paper withBorder p="sm" className={styles.bar}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" role="status" fw={isDirty ? 600 : 400} {...(isDirty ? {} : { c: "dimmed" })}>
          {t(isDirty ? "dirty" : "clean")}
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={reset} disabled={!isDirty}>
            {t("discard")}
          </Button>
          <SubmitButton>{t("action")}</SubmitButton>
        </Group>
      </Group>
    </Paper>
  );
}
