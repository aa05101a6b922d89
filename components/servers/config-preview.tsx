"use client";

import { Alert, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconCircleX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { YamlPreview } from "@/components/editor/yaml-editor";
import { ProblemList } from "@/components/ui/problem-list";
import styles from "./config-preview.module.css";
import { usePreview } from "./use-preview";

/** The config that the draft would deploy, updated while people type. */
export function ConfigPreview() {
  const t = useTranslations("servers.preview");
  const { result, changes, isReady, hasDeployed } = usePreview();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="preview-title" className={styles.preview}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h5" id="preview-title">
            {t("title")}
          </Title>
          {result.ok && (
            <Text size="xs" c="dimmed">
              {t("jobs", { count: result.value.jobs.length })}
              {" · "}
              {differenceText(t, changes.length, hasDeployed)}
            </Text>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t("text")}
        </Text>
        {!isReady && <Skeleton height={420} />}
        {isReady && result.ok && (
          <YamlPreview value={result.value.text} changedLines={changes} ariaLabel={t("label")} height="min(60vh, 640px)" />
        )}
        {isReady && !result.ok && (
          <Alert color="red" variant="outline" icon={<IconCircleX aria-hidden />} title={t("blocked")}>
            <ProblemList problems={result.problems} />
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}

function differenceText(t: ReturnType<typeof useTranslations<"servers.preview">>, count: number, hasDeployed: boolean): string {
  if (!hasDeployed) return t("neverDeployed");
  return count === 0 ? t("same") : t("changed", { count });
}
