"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconFileDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { readFailure } from "@/lib/queries/read-failure";
import { useReadBaseConfig } from "@/lib/queries/servers";
import { useDraft } from "./use-draft";

/** Takes the prometheus.yml that is in the directory of the draft as its base config; asks before it replaces another text. */
export function ReadBaseConfig() {
  const t = useTranslations("servers.baseConfig");
  const { draft, form } = useDraft();
  const { mutate, data, error, isPending, variables } = useReadBaseConfig();
  const directory = draft.transport.kind === "directory" ? draft.transport.directory.trim() : "";
  const read = () =>
    mutate(directory, { onSuccess: ({ found, baseConfig }) => found && form.setFieldValue("baseConfig", baseConfig as never) });
  const [isAsking, setAsking] = useState(false);
  const replace = () => {
    setAsking(false);
    read();
  };
  return (
    <Stack gap={6} align="flex-start">
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={t("readReplaceTitle")} centered>
        <Text size="sm">{t("readReplaces")}</Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t("readReplaceCancel")}
          </Button>
          <Button onClick={replace}>{t("readReplaceAction")}</Button>
        </Group>
      </Modal>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconFileDownload size={16} aria-hidden />}
        onClick={draft.baseConfig.trim() === "" ? read : () => setAsking(true)}
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
