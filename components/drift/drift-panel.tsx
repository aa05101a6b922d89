"use client";

import { Button, Group, Paper, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { ComparisonView } from "@/components/revisions/comparison-view";
import { EmptyState } from "@/components/ui/empty-state";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Drift } from "@/lib/deployments/drift/schema";
import { driftQuery, useCheckDrift } from "@/lib/queries/drift";
import { readFailure } from "@/lib/queries/read-failure";
import { DriftActions } from "./drift-actions";
import { PAIRS, type Pair, pairToShow } from "./drift-pairs";
import { DriftWord } from "./drift-word";

/** Ours, on disk and loaded: which of them differ, how, and what to do about it. */
export function DriftPanel({ serverId, hasLive }: { serverId: string; hasLive: boolean }) {
  const t = useTranslations("drift");
  const query = useQuery(driftQuery(serverId));
  const nothing = <EmptyState icon={<IconCircleCheck size={30} />} title={t("notLooked.title")} text={t("notLooked.text")} />;
  return (
    <QueryBoundary query={query} isEmpty={(drift) => drift === null} empty={nothing}>
      {(drift) => drift !== null && <DriftView drift={drift} hasLive={hasLive} />}
    </QueryBoundary>
  );
}

function DriftView({ drift, hasLive }: { drift: Drift; hasLive: boolean }) {
  const [chosen, setPair] = useState<Pair | null>(null);
  return (
    <Stack gap="md">
      <State drift={drift} />
      {hasLive && <ThreeWays drift={drift} pair={chosen ?? pairToShow(drift.state)} onPair={setPair} />}
    </Stack>
  );
}

function State({ drift }: { drift: Drift }) {
  const t = useTranslations("drift");
  const { mutate, isPending, error } = useCheckDrift(drift.serverId);
  const { lastKnown, ignoredBy } = drift;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="drift-title">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div>
            <Title order={2} size="h5" id="drift-title">
              {t("title")}
            </Title>
            <Text size="xs" c="dimmed">
              {t("subtitle")}
            </Text>
          </div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={isPending}
            onClick={() => mutate()}
          >
            {t("check")}
          </Button>
        </Group>
        <Group gap="xs" role="status">
          <DriftWord word={drift.word} />
          <Text size="sm">
            {t("since")} <RelativeTime at={drift.since} />
          </Text>
          <Text size="sm" c="dimmed">
            {t("checked")} <RelativeTime at={drift.checkedAt} />
          </Text>
        </Group>
        <Text size="sm">{t(`meaning.${drift.word}`)}</Text>
        {drift.problems.length > 0 && <ProblemList problems={drift.problems.map(toProblem)} />}
        {lastKnown !== null && (
          <Text size="sm">
            {t("lastKnown", { word: t(`word.${lastKnown.state}`) })} <RelativeTime at={lastKnown.at} />
          </Text>
        )}
        {drift.word === "ignored" && ignoredBy !== null && <Text size="sm">{t("ignoredBy", { name: ignoredBy })}</Text>}
        {error !== null && <FailureAlert failure={readFailure(error)} />}
        <DriftActions drift={drift} />
      </Stack>
    </Paper>
  );
}

function ThreeWays({ drift, pair, onPair }: { drift: Drift; pair: Pair; onPair: (pair: Pair) => void }) {
  const t = useTranslations("drift");
  const [from = "live", to = "disk"] = pair.split("..");
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="drift-compare-title">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5" id="drift-compare-title">
            {t("compare")}
          </Title>
          <SegmentedControl<Pair>
            aria-label={t("pairLabel")}
            value={pair}
            onChange={onPair}
            data={PAIRS.map((value) => ({ value, label: t(`pair.${value.replace("..", "-") as "live-disk"}`) }))}
          />
        </Group>
        <ComparisonView serverId={drift.serverId} from={from} to={to} version={drift.key} />
      </Stack>
    </Paper>
  );
}
