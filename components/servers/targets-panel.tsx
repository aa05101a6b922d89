"use client";

import { Alert, Group, Paper, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPlugConnectedX, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { targetsQuery } from "@/lib/queries/servers";
import type { Targets } from "@/lib/servers/schema";
import { addCounts, EVERY_TARGET, groupTargetsByCluster, type TargetFilter } from "./group-targets";
import { TargetCounts } from "./target-counts";
import { TargetGroups } from "./target-groups";

type TargetsPanelProps = { serverId: string; everyMs?: number; text?: string };

/** Targets of a server as Prometheus reports them, per cluster and job; refreshed while somebody looks. */
export function TargetsPanel({ serverId, everyMs, text }: TargetsPanelProps) {
  const t = useTranslations("servers.targets");
  const query = useQuery(targetsQuery(serverId, everyMs));
  const isStale = query.isError && query.data !== undefined;
  return (
    <Paper withBorder component="section" aria-labelledby="targets-title" p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h5" id="targets-title">
            {t("title")}
          </Title>
          {query.dataUpdatedAt > 0 && (
            <Text size="xs" c="dimmed">
              {t("refreshed")} <RelativeTime at={new Date(query.dataUpdatedAt).toISOString()} />
            </Text>
          )}
        </Group>
        {text !== undefined && <Text size="sm">{text}</Text>}
        {isStale && <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} title={t("failed")} />}
        {query.data === undefined ? (
          <QueryBoundary query={query}>{() => null}</QueryBoundary>
        ) : (
          <FilteredTargets pools={query.data} />
        )}
      </Stack>
    </Paper>
  );
}

function FilteredTargets({ pools }: { pools: Targets }) {
  const t = useTranslations("servers.targets");
  const [filter, setFilter] = useState(EVERY_TARGET);
  // Thousands of rows must not hold up the key that was just pressed.
  const shownFilter = useDeferredValue(filter);
  const clusters = useMemo(() => groupTargetsByCluster(pools, shownFilter), [pools, shownFilter]);
  const total = addCounts(pools);
  if (pools.length === 0) return <Text c="dimmed">{t("none")}</Text>;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <TextInput
          type="search"
          aria-label={t("filter")}
          placeholder={t("filterPlaceholder")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter.text}
          onChange={({ currentTarget: { value } }) => setFilter((before) => ({ ...before, text: value }))}
          w={320}
          maw="100%"
        />
        <HealthFilter filter={filter} onChange={setFilter} />
        <TargetCounts counts={total} />
      </Group>
      {clusters.length === 0 ? <Text c="dimmed">{t("nothingFound")}</Text> : <TargetGroups clusters={clusters} />}
    </Stack>
  );
}

const SHOWN = ["all", "down", "unknown", "up"] as const satisfies readonly TargetFilter["health"][];

function HealthFilter({ filter, onChange }: { filter: TargetFilter; onChange: (filter: TargetFilter) => void }) {
  const t = useTranslations("servers.targets");
  return (
    <SegmentedControl
      aria-label={t("show")}
      value={filter.health}
      onChange={(health) => onChange({ ...filter, health })}
      data={SHOWN.map((value) => ({ value, label: value === "all" ? t("all") : t(`health.${value}`) }))}
    />
  );
}
