"use client";

import { Button, Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconFileDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { YamlEditor } from "@/components/editor/yaml-editor";
import { FailureAlert } from "@/components/ui/failure-alert";
import { useField } from "@/components/ui/form-state";
import { ProblemList } from "@/components/ui/problem-list";
import { readFailure } from "@/lib/queries/read-failure";
import { useReadBaseConfig } from "@/lib/queries/servers";
import { useDraft } from "./use-draft";
import { usePreview } from "./use-preview";

/** What Prometheus, and therefore Promfleet, writes in place of a secret. */
const SECRET_MASK = "<secret>";

/** The user's own prometheus.yml: edited as it is, checked while typing, never reformatted. */
export function BaseConfigFields() {
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
          <ReadFromDirectory />
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

function ReadFromDirectory() {
  const t = useTranslations("servers.baseConfig");
  const { draft, form } = useDraft();
  const { mutate, data, error, isPending, variables } = useReadBaseConfig();
  const directory = draft.transport.directory.trim();
  const read = () =>
    mutate(directory, { onSuccess: ({ found, baseConfig }) => found && form.setFieldValue("baseConfig", baseConfig as never) });
  const ask = () => {
    if (draft.baseConfig.trim() === "") return read();
    modals.openConfirmModal({
      title: t("readReplaceTitle"),
      children: <Text size="sm">{t("readReplaces")}</Text>,
      labels: { confirm: t("readReplaceAction"), cancel: t("readReplaceCancel") },
      onConfirm: read,
    });
  };
  return (
    <Stack gap={6} align="flex-end">
      <Button
        variant="default"
        size="xs"
        leftSection={<IconFileDownload size={16} aria-hidden />}
        onClick={ask}
        loading={isPending}
        disabled={!directory.startsWith("/")}
      >
        {t("read")}
      </Button>
      <div aria-live="polite">
        {error !== null && <FailureAlert failure={readFailure(error)} />}
        {error === null && data !== undefined && (
          <Text size="xs" c="dimmed">
            {data.found
              ? t("readDone", { lines: data.baseConfig.split("\n").length, directory: variables ?? "" })
              : t("readNotFound", { directory: variables ?? "" })}
          </Text>
        )}
      </div>
    </Stack>
  );
}
