"use client";

import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconRefresh, IconStethoscope } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CheckupInput, CheckupReport as StoredReport } from "@/lib/clusters/checkup-schema";
import type { Cluster } from "@/lib/clusters/schema";
import { checkupQuery } from "@/lib/queries/checkup";
import { CheckupFailure } from "./checkup-failure";
import { type CheckupProgress, toProgress } from "./checkup-progress";
import { CheckupReport } from "./checkup-report";
import { useCheckup } from "./use-checkup";
import { useTookText } from "./use-took-text";

/** The checkup of a saved cluster: the last report with its age, and a new one on request; the first runs by itself. */
export function CheckupPanel({ cluster }: { cluster: Cluster }) {
  const query = useQuery(checkupQuery(cluster.id));
  return <QueryBoundary query={query}>{(report) => <Checkup cluster={cluster} stored={report} />}</QueryBoundary>;
}

function Checkup({ cluster, stored }: { cluster: Cluster; stored: StoredReport | null }) {
  const t = useTranslations("checkup");
  const took = useTookText();
  const { start, progress: fresh, isRunning, error } = useCheckup();
  const run = () => start(toInput(cluster));
  useAtStart(stored === null, run);
  const isFresh = isRunning || fresh.steps.length > 0;
  const progress: CheckupProgress | null = isFresh ? fresh : stored && toProgress(stored);
  const { report = null } = progress ?? {};
  return (
    <Paper withBorder p="lg" component="section" aria-label={t("region")} aria-busy={isRunning}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <div>
            <Text size="sm">{t("intro")}</Text>
            {report !== null && (
              <Text size="sm" c="dimmed">
                {t.rich("taken", { time: () => <RelativeTime at={report.takenAt} />, duration: took(report.durationMs) })}{" "}
                {!isFresh && t("stored")}
              </Text>
            )}
          </div>
          <Button
            variant={progress === null ? "filled" : "default"}
            leftSection={report === null ? <IconStethoscope size={16} aria-hidden /> : <IconRefresh size={16} aria-hidden />}
            loading={isRunning}
            onClick={run}
          >
            {t(report === null ? "run" : "again")}
          </Button>
        </Group>
        {error !== null && <CheckupFailure error={error} />}
        {progress !== null && (
          <CheckupReport
            progress={progress}
            isRunning={isRunning}
            subject={{ jobs: cluster, account: cluster.credential.account }}
          />
        )}
      </Stack>
    </Paper>
  );
}

/** With the stored token: none is sent. */
function toInput({ id, name, apiServer, tls, tlsServerName, jobs }: Cluster): CheckupInput {
  return { clusterId: id, name, apiServer, tls, tlsServerName, jobs };
}

function useAtStart(isWanted: boolean, act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    if (isWanted) latest.current();
  }, [isWanted]);
}
