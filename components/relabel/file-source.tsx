"use client";

import { Button, Checkbox, FileButton, Group, Paper, Select, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "use-intl";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { DumpChoice, DumpWish } from "@/lib/relabel-lab/dump-store";
import { type LoadedSource, toFileSource, withWish } from "./loaded-source";

type FileSourceProps = { loaded: LoadedSource; dump: DumpChoice | null; onLoad: (source: LoadedSource) => void };

/** Chooses a file; it can be dropped anywhere on the page as well. */
export function FileSource({ loaded, dump, onLoad }: FileSourceProps) {
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
      {loaded.kind === "file" && dump !== null && <DumpFields dump={dump} onChoose={(wish) => onLoad(withWish(loaded, wish))} />}
      <Text size="xs" c="dimmed" mt="xs">
        {t("hint")}
      </Text>
    </Paper>
  );
}

type DumpFieldsProps = { dump: DumpChoice; onChoose: (wish: DumpWish) => void };

/** Which targets to make of the objects that kubectl has printed. */
function DumpFields({ dump, onChoose }: DumpFieldsProps) {
  const t = useTranslations("relabel.source.file");
  return (
    <Group gap="md" mt="sm" align="end">
      <Select
        size="xs"
        label={t("role")}
        data={[...dump.roles]}
        value={dump.role}
        allowDeselect={false}
        onChange={(role) => onChoose({ role: role as DiscoveryRole | null, attachNode: dump.attachNode })}
      />
      {dump.canAttachNode && (
        <Checkbox
          size="xs"
          mb={6}
          label={t("attachNode")}
          checked={dump.attachNode}
          onChange={(event) => onChoose({ role: dump.role, attachNode: event.currentTarget.checked })}
        />
      )}
    </Group>
  );
}
