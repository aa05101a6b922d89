"use client";

import { Box, Table, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX } from "@tabler/icons-react";
import { useLocale, useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { CheckupFetch } from "@/lib/clusters/checkup-schema";
import { formatBytes } from "./format-bytes";
import { commandsOfFetch } from "./remedies";
import { Remedy } from "./remedy";
import { useTookText } from "./use-took-text";

const GOOD: StateLook = { tone: "good", Icon: IconCircleCheck };
const BAD: StateLook = { tone: "bad", Icon: IconCircleX };
const CALM: StateLook = { tone: "calm", Icon: IconCircleMinus };
const COLUMNS = ["kind", "outcome", "status", "time", "size", "series"] as const;
const NUMBER = { textAlign: "end", fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" } as const;

/** One real fetch per way through the cluster; below one that brought no metrics stands what mends it. */
export function FetchTable({ fetches }: { fetches: readonly CheckupFetch[] }) {
  const t = useTranslations("checkup.fetches");
  return (
    <Box role="region" tabIndex={0} aria-label={t("title")} style={{ overflowX: "auto" }}>
      <Table verticalSpacing={6} fz="sm" miw={640}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column, index) => (
              <Table.Th key={column} style={index < 2 ? {} : NUMBER}>
                {t(column)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fetches.map((fetch) => (
            <FetchRows key={`${fetch.kind} ${fetch.jobs.join()} ${fetch.path}`} fetch={fetch} />
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

function FetchRows({ fetch }: { fetch: CheckupFetch }) {
  const t = useTranslations("checkup");
  const locale = useLocale();
  const took = useTookText();
  const wordOf = (word: CheckupFetch["outcome"]) =>
    word === "ok" ? t("fetches.ok") : t(word === "no_target" ? "trial.no_target.title" : "stepState.failed");
  const { kind, outcome, path, jobs, status, durationMs, bytes, textBytes, series } = fetch;
  const isGood = outcome === "ok";
  const hasAnswer = path !== null;
  return (
    <>
      <Table.Tr style={{ verticalAlign: "top" }}>
        <Table.Th scope="row" fw={600}>
          {t(`trialKind.${kind}`)}
          <Text size="xs" c="dimmed" fw={400}>
            {t("fetches.forJobs", { jobs: jobs.join(", ") })}
          </Text>
          {path !== null && (
            <Text size="xs" c="dimmed" fw={400} ff="monospace" style={{ overflowWrap: "anywhere" }}>
              {path}
            </Text>
          )}
        </Table.Th>
        <Table.Td>
          <StateWord {...lookOf(outcome)} word={wordOf(outcome)} />
        </Table.Td>
        <Table.Td style={NUMBER}>{status ?? t("fetches.none")}</Table.Td>
        <Table.Td style={NUMBER}>{hasAnswer ? took(durationMs) : t("fetches.none")}</Table.Td>
        <Table.Td style={NUMBER}>
          {hasAnswer ? formatBytes(textBytes, locale) : t("fetches.none")}
          {bytes < textBytes && (
            <Text size="xs" c="dimmed">
              {t("fetches.packed", { packed: formatBytes(bytes, locale) })}
            </Text>
          )}
        </Table.Td>
        <Table.Td style={NUMBER}>{hasAnswer ? series.toLocaleString(locale) : t("fetches.none")}</Table.Td>
      </Table.Tr>
      {!isGood && (
        <Table.Tr>
          <Table.Td colSpan={COLUMNS.length} pb="md">
            {/* As wide as the table, whatever the commands are: they scroll in themselves. */}
            <Box w={0} miw="100%">
              <Remedy
                title={t(`trial.${outcome}.title`)}
                cause={t(`trial.${outcome}.cause`)}
                remedy={t(`trial.${outcome}.remedy`)}
                commands={commandsOfFetch(fetch)}
              />
            </Box>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function lookOf(outcome: CheckupFetch["outcome"]): StateLook {
  if (outcome === "ok") return GOOD;
  return outcome === "no_target" ? CALM : BAD;
}
