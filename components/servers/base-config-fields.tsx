"use client";

import { Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useTranslations } from "use-intl";
import { YamlEditor } from "@/components/editor/yaml-editor";
import { useField } from "@/components/ui/form-state";
import { ProblemList } from "@/components/ui/problem-list";
import { usePreview } from "./use-preview";

/** What Prometheus, and therefore Promfleet, writes in place of a secret. */
const SECRET_MASK = "<secret>";

/** The user's own prometheus.yml: edited as it is, checked while typing, never reformatted. */
export function BaseConfigFields({ action }: { action?: ReactNode }) {
  const t = useTranslations("servers.baseConfig");
  const { value, setValue, problems: refused } = useField<string>("baseConfig");
  const { result } = usePreview();
  const problems = useMemo(() => [...refused, ...(result.ok ? [] : result.problems)], [refused, result]);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="base-config-title">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h5" id="base-config-title">
            {t("title")}
          </Title>
          {action}
        </Group>
        <Text size="sm" c="dimmed">
          {t("text")}
        </Text>
        <YamlEditor
          value={value}
          onChange={setValue}
          problems={problems}
          schema="prometheus-config"
          ariaLabel={t("label")}
          height="min(60vh, 640px)"
        />
        {value.includes(SECRET_MASK) && (
          <Text size="sm">{t.rich("secrets", { mask: SECRET_MASK, code: (chunks) => <Code>{chunks}</Code> })}</Text>
        )}
        <div role="status">{problems.length > 0 && <ProblemList problems={problems} />}</div>
      </Stack>
    </Paper>
  );
}
