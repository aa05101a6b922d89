"use client";

import { Box, Button, FileButton, Group, Paper, Select, Text, Textarea, Title } from "@mantine/core";
import { IconFileUpload, IconX } from "@tabler/icons-react";
import type { ClipboardEvent } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { type MetricLabDraft, SCRAPE_FORMATS } from "@/lib/relabel-lab/metric-lab-draft";
import { type LoadedScrape, PASTED, PASTED_LENGTH_MAX, toLoadedScrape } from "./loaded-scrape";
import styles from "./metric-lab.module.css";
import type { MetricLabState } from "./use-metric-lab";

const EXAMPLE = 'http_requests_total{code="200"} 1027';

type ScrapePanelProps = {
  draft: MetricLabDraft;
  loaded: LoadedScrape;
  lab: MetricLabState;
  onLoad: (loaded: LoadedScrape) => void;
  onChange: (part: Partial<MetricLabDraft>) => void;
};

/** What the target answers: pasted, or a file. */
export function ScrapePanel({ draft, loaded, lab, onLoad, onChange }: ScrapePanelProps) {
  const t = useTranslations("metricRelabel.scrape");
  return (
    <Box component="section" aria-labelledby="metric-scrape">
      <Group justify="space-between" align="end" mb={6}>
        <Title order={2} size="h5" id="metric-scrape">
          {t("title")}
        </Title>
        <Group gap="xs">
          <FormatSelect draft={draft} lab={lab} onChange={onChange} />
          <FileButton onChange={(file) => file !== null && onLoad(toLoadedScrape(file, file.name))}>
            {(props) => (
              <Button {...props} size="xs" variant="default" leftSection={<IconFileUpload size={14} aria-hidden />}>
                {t("choose")}
              </Button>
            )}
          </FileButton>
        </Group>
      </Group>
      {loaded.kind === "file" ? (
        <LoadedFile loaded={loaded} onClose={() => onLoad(PASTED)} />
      ) : (
        <PastedScrape text={draft.scrapeText} onLoad={onLoad} onChange={(scrapeText) => onChange({ scrapeText })} />
      )}
    </Box>
  );
}

function FormatSelect({ draft, lab, onChange }: Pick<ScrapePanelProps, "draft" | "lab" | "onChange">) {
  const t = useTranslations("metricRelabel.scrape");
  const guessed = lab.answer?.format;
  const labelOf = (format: (typeof SCRAPE_FORMATS)[number]) =>
    format === "auto" && guessed !== undefined ? t("guessed", { format: t(`format.${guessed}`) }) : t(`format.${format}`);
  return (
    <Select
      size="xs"
      w={210}
      aria-label={t("formatLabel")}
      data={SCRAPE_FORMATS.map((value) => ({ value, label: labelOf(value) }))}
      value={draft.format}
      allowDeselect={false}
      onChange={(value) => onChange({ format: SCRAPE_FORMATS.find((format) => format === value) ?? draft.format })}
    />
  );
}

type PastedScrapeProps = { text: string; onLoad: (loaded: LoadedScrape) => void; onChange: (text: string) => void };

function PastedScrape({ text, onLoad, onChange }: PastedScrapeProps) {
  const t = useTranslations("metricRelabel.scrape");
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (pasted.length <= PASTED_LENGTH_MAX) return;
    event.preventDefault();
    onLoad(toLoadedScrape(new Blob([pasted]), t("largePaste")));
  };
  return (
    <Textarea
      aria-labelledby="metric-scrape"
      description={t("hint")}
      inputWrapperOrder={["description", "input"]}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
      onPaste={paste}
      spellCheck={false}
      autoComplete="off"
      placeholder={EXAMPLE}
      classNames={{ input: styles.scrape }}
    />
  );
}

function LoadedFile({ loaded, onClose }: { loaded: Extract<LoadedScrape, { kind: "file" }>; onClose: () => void }) {
  const t = useTranslations("metricRelabel.scrape");
  const format = useFormatter();
  const size = format.number(loaded.blob.size / 1_000_000, { maximumFractionDigits: 2 });
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("loaded", { name: loaded.name, size })}
        </Text>
        <Button size="xs" variant="default" leftSection={<IconX size={14} aria-hidden />} onClick={onClose} flex="none">
          {t("close")}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt="xs">
        {t("fileHint")}
      </Text>
    </Paper>
  );
}
