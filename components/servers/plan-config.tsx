"use client";

import { Group, Paper, SegmentedControl, Stack, Switch, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { YamlDiff, YamlPreview } from "@/components/editor/yaml-editor";
import { changedLines } from "@/lib/bundles/line-changes";
import type { Plan } from "@/lib/servers/schema";

type View = "text" | "diff";
const HEIGHT = "min(70vh, 760px)";

/** The text that would be deployed, changed lines marked, or its differences from what is deployed. */
export function PlanConfig({ plan: { deployedConfig, nextConfig } }: { plan: Plan }) {
  const t = useTranslations("servers.plan");
  const [view, setView] = useState<View>(deployedConfig === "" ? "text" : "diff");
  const [isSideBySide, setIsSideBySide] = useState(true);
  const isWide = useMediaQuery("(min-width: 75em)") ?? true;
  const changes = useMemo(
    () => (deployedConfig === "" ? [] : changedLines(deployedConfig, nextConfig)),
    [deployedConfig, nextConfig],
  );
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="plan-config-title">
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <div>
            <Title order={2} size="h5" id="plan-config-title">
              {t("config")}
            </Title>
            <Text size="xs" c="dimmed">
              {t("masked")}
            </Text>
          </div>
          <Group gap="md">
            {view === "diff" && isWide && (
              <Switch
                label={t("sideBySide")}
                checked={isSideBySide}
                onChange={(event) => setIsSideBySide(event.currentTarget.checked)}
              />
            )}
            <SegmentedControl
              aria-label={t("view.label")}
              value={view}
              onChange={setView}
              data={[
                { value: "text", label: t("view.text") },
                { value: "diff", label: t("view.diff") },
              ]}
            />
          </Group>
        </Group>
        {view === "text" ? (
          <YamlPreview value={nextConfig} changedLines={changes} ariaLabel={t("configLabel")} height={HEIGHT} />
        ) : (
          <YamlDiff
            before={deployedConfig}
            after={nextConfig}
            ariaLabel={t("diffLabel")}
            sideBySide={isSideBySide && isWide}
            height={HEIGHT}
          />
        )}
      </Stack>
    </Paper>
  );
}
