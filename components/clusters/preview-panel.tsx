"use client";

import { Alert, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { YamlPreview } from "@/components/editor/yaml-editor";
import { ProblemList } from "@/components/ui/problem-list";
import { changedLines } from "@/lib/bundles/line-changes";
import type { Cluster } from "@/lib/clusters/schema";
import type { ServerSource } from "@/lib/job-templates/job-template";
import type { Problem } from "@/lib/result";
import type { ClusterDraft } from "./cluster-draft";
import { type ClusterPreview, previewCluster } from "./cluster-preview";
import { useClusterBaseline } from "./use-cluster-baseline";

/** The config that the form would deploy, with the lines that differ from what runs. */
export function PreviewPanel({ draft, saved }: { draft: ClusterDraft; saved: Cluster | null }) {
  const t = useTranslations("clusters.preview");
  const baseline = useClusterBaseline(saved);
  const { preview, problems } = useLastValidPreview(draft, saved, baseline.server);
  const text = preview?.text ?? "";
  const changes = useMemo(() => (baseline.text === null ? [] : changedLines(baseline.text, text)), [baseline.text, text]);
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t("title")}
          </Title>
          <Text size="xs" c="dimmed" aria-live="polite">
            {baseline.text === null ? t("new") : t(`since.${baseline.source}`, { count: changes.length })}
          </Text>
        </Group>
        {problems.length > 0 && (
          <Alert color="yellow" title={t("lastValid")} py="xs">
            <ProblemList problems={problems} />
          </Alert>
        )}
        {problems.length === 0 && preview?.hasPlaceholders === true && (
          <Text size="xs" c="dimmed">
            {t("placeholders")}
          </Text>
        )}
        <YamlPreview value={text} changedLines={changes} ariaLabel={t("ariaLabel")} height="min(72vh, 900px)" />
      </Stack>
    </Paper>
  );
}

/** Invalid values keep the last preview that was valid on the page, beside the problems. */
function useLastValidPreview(draft: ClusterDraft, saved: Cluster | null, server: ServerSource) {
  const result = useMemo(() => previewCluster(draft, saved, server), [draft, saved, server]);
  const lastValid = useRef<ClusterPreview | null>(null);
  useEffect(() => {
    if (result.ok) lastValid.current = result.value;
  }, [result]);
  const none: readonly Problem[] = [];
  return result.ok ? { preview: result.value, problems: none } : { preview: lastValid.current, problems: result.problems };
}
