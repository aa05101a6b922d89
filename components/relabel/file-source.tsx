"use client";

import { Button, FileButton, Group, Paper, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "use-intl";
import { type LoadedSource, toFileSource } from "./loaded-source";

type FileSourceProps = { loaded: LoadedSource; onLoad: (source: LoadedSource) => void };

/** Chooses a file; it can be dropped anywhere on the page as well. */
export function FileSource({ loaded, onLoad }: FileSourceProps) {
  const t = useTranslations("relabel.source.file");
  const format = useFormatter();
  return (
    <Paper withBorder p="md">
      <Group gap="sm">
        <FileButton
          onChange={(file) => file !== null && onLoad(toFileSource(file))}
          accept=".json,.jsonl,.ndjson,.yml,.yaml,.txt"
        >
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
              {t("choose")}
            </Button>
          )}
        </FileButton>
        <Text size="sm">
          {loaded.kind === "file"
            ? t("loaded", { name: loaded.name, size: format.number(loaded.blob.size / 1_000_000, { maximumFractionDigits: 2 }) })
            : t("orDrop")}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mt="xs">
        {t("hint")}
      </Text>
    </Paper>
  );
}
