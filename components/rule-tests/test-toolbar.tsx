"use client";

import { Button, CopyButton, FileButton, Group, SegmentedControl } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconCopy, IconDownload, IconUpload } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { EXAMPLE_SUITE } from "@/lib/rule-tests/example-suite";

const FILE_NAME = "relabel-tests.yml";

type TestToolbarProps = {
  text: string;
  replaced: string | null;
  onReplace: (text: string) => void;
  isWithLab: boolean;
  /** null when the lab has no rules. */
  onWithLab: ((isWithLab: boolean) => void) | null;
};

/** Which rules the tests run with, and ways in and out for the file. */
export function TestToolbar({ text, replaced, onReplace, isWithLab, onWithLab }: TestToolbarProps) {
  const t = useTranslations("ruleTests");
  return (
    <Group justify="space-between" gap="sm">
      {onWithLab === null ? (
        <span />
      ) : (
        <SegmentedControl
          aria-label={t("rules.label")}
          value={isWithLab ? "lab" : "own"}
          onChange={(value) => onWithLab(value === "lab")}
          data={[
            { value: "own", label: t("rules.own") },
            { value: "lab", label: t("rules.lab") },
          ]}
        />
      )}
      <Group gap="xs">
        {replaced !== null && <UndoButton replaced={replaced} onReplace={onReplace} />}
        <ImportButton onReplace={onReplace} />
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={copy}
            >
              {t(copied ? "copied" : "copy")}
            </Button>
          )}
        </CopyButton>
        <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download(text)}>
          {t("download")}
        </Button>
      </Group>
    </Group>
  );
}

/** What can be done while there are no tests. */
export function EmptyActions({ replaced, onReplace }: { replaced: string | null; onReplace: (text: string) => void }) {
  const t = useTranslations("ruleTests");
  return (
    <Group justify="center" gap="xs">
      {replaced !== null && replaced.trim() !== "" && <UndoButton replaced={replaced} onReplace={onReplace} />}
      <ImportButton onReplace={onReplace} />
      <Button variant="default" onClick={() => onReplace(EXAMPLE_SUITE)}>
        {t("example")}
      </Button>
    </Group>
  );
}

function UndoButton({ replaced, onReplace }: { replaced: string; onReplace: (text: string) => void }) {
  const t = useTranslations("ruleTests");
  return (
    <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={() => onReplace(replaced)}>
      {t("undo")}
    </Button>
  );
}

function ImportButton({ onReplace }: { onReplace: (text: string) => void }) {
  const t = useTranslations("ruleTests");
  const read = (file: File | null) => {
    if (file !== null) void file.text().then(onReplace);
  };
  return (
    <FileButton onChange={read} accept=".yml,.yaml,.json">
      {(props) => (
        <Button variant="default" leftSection={<IconUpload size={16} aria-hidden />} {...props}>
          {t("import")}
        </Button>
      )}
    </FileButton>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = FILE_NAME;
  link.click();
  URL.revokeObjectURL(url);
}
