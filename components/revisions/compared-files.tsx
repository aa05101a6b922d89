"use client";

import { Badge, Table, Text, UnstyledButton } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { ComparedFile } from "@/lib/deployments/drift/schema";

const COLOUR: Record<ComparedFile["change"], string> = { added: "green", removed: "red", changed: "yellow", same: "gray" };

type ComparedFilesProps = { files: readonly ComparedFile[]; selected: string; onSelect: (path: string) => void };

/** Files of two sides with what happened to each; unchanged ones come last. */
export function ComparedFiles({ files, selected, onSelect }: ComparedFilesProps) {
  const t = useTranslations("revisions");
  const sorted = [...files.filter(({ change }) => change !== "same"), ...files.filter(({ change }) => change === "same")];
  return (
    <Table.ScrollContainer minWidth={480} mah={280}>
      <Table fz="sm" withTableBorder aria-label={t("files")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.change")}</Table.Th>
            <Table.Th>{t("column.file")}</Table.Th>
            <Table.Th>{t("column.bytes")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map((file) => (
            <FileRow key={file.path} file={file} isSelected={file.path === selected} onSelect={onSelect} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function FileRow({ file, isSelected, onSelect }: { file: ComparedFile; isSelected: boolean; onSelect: (path: string) => void }) {
  const t = useTranslations("revisions");
  const { path, change, isSecret, bytesBefore, bytesAfter } = file;
  return (
    <Table.Tr>
      <Table.Td>
        <Badge variant="light" color={COLOUR[change]} radius="sm" tt="none" c="var(--mantine-color-text)">
          {t(`change.${change}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <UnstyledButton
          onClick={() => onSelect(path)}
          aria-pressed={isSelected}
          fz="sm"
          fw={isSelected ? 700 : 400}
          td="underline"
        >
          <Text span inherit ff="monospace">
            {path}
          </Text>
        </UnstyledButton>
        {isSecret && (
          <Text span inherit c="dimmed">
            {" "}
            {t("secret")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{t("bytes", { before: bytesBefore ?? 0, after: bytesAfter ?? 0 })}</Table.Td>
    </Table.Tr>
  );
}
