"use client";

import { Box, Table, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateWord } from "@/components/ui/state-word";
import type { TargetJob, TargetRow } from "./group-targets";
import { HEALTH_LOOK } from "./target-counts";

/** Beyond this many rows people filter instead of scrolling. */
const ROWS_MAX = 200;
const LAST_SCRAPE_NEVER = "0001-01-01";

/** Targets of one job; the scrape error of a target is a second line of its row. */
export function TargetTable({ job: { jobName, targets } }: { job: TargetJob }) {
  const t = useTranslations("servers.targets");
  return (
    <Box role="region" tabIndex={0} aria-label={t("tableOf", { job: jobName })} style={{ overflowX: "auto" }}>
      <Table verticalSpacing={6} fz="sm" miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={130}>{t("column.health")}</Table.Th>
            <Table.Th>{t("column.target")}</Table.Th>
            <Table.Th w={150}>{t("column.lastScrape")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {targets.slice(0, ROWS_MAX).map((target) => (
            <Target key={`${target.scrapeUrl} ${JSON.stringify(target.labels)}`} target={target} />
          ))}
        </Table.Tbody>
      </Table>
      {targets.length > ROWS_MAX && (
        <Text p="sm" size="sm" c="dimmed">
          {t("more", { count: targets.length - ROWS_MAX })}
        </Text>
      )}
    </Box>
  );
}

function Target({ target }: { target: TargetRow }) {
  const t = useTranslations("servers.targets");
  const { health, instance, scrapeUrl, lastError, lastScrape } = target;
  return (
    <Table.Tr style={{ verticalAlign: "top" }}>
      <Table.Td>
        <StateWord {...HEALTH_LOOK[health]} word={t(`health.${health}`)} />
      </Table.Td>
      <Table.Td>
        <Text size="sm" fw={550}>
          {instance}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {scrapeUrl}
        </Text>
        {lastError !== "" && (
          <Text size="xs" c="red" style={{ overflowWrap: "anywhere" }}>
            {lastError}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{isNever(lastScrape) ? t("neverScraped") : <RelativeTime at={lastScrape} />}</Table.Td>
    </Table.Tr>
  );
}

// Prometheus writes Go's zero time for a target that it has not scraped yet.
function isNever(lastScrape: string): boolean {
  return lastScrape === "" || lastScrape.startsWith(LAST_SCRAPE_NEVER);
}
