"use client";

import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconHelpCircle } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { FetchTable } from "@/components/checkup/fetch-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import { wayOf } from "@/lib/target-doctor/arrange-diagnoses";
import { readLastError } from "@/lib/target-doctor/read-last-error";
import type { ServerSight, TrialReport } from "@/lib/target-doctor/trial-schema";

type TrialViewProps = { report: TrialReport; scrapeUrl: string; jobName: string };

/** What one fetch came to, and what the Prometheus servers say of the same target. */
export function TrialView({ report, scrapeUrl, jobName }: TrialViewProps) {
  const t = useTranslations("targetDoctor.trial");
  const { fetch, missingRight, servers } = report;
  const { pathname, search } = new URL(scrapeUrl);
  return (
    <Stack gap="sm" component="section" aria-label={t("label")}>
      {fetch === null ? (
        <Text size="sm">{t("notThroughApiServer")}</Text>
      ) : (
        <FetchTable
          fetches={[{ ...fetch, kind: wayOf(scrapeUrl), path: `${pathname}${search}`.slice(0, 600), jobs: [jobName] }]}
        />
      )}
      {missingRight !== null && <Text size="sm">{t.rich("missingRight", { right: () => <Code>{missingRight}</Code> })}</Text>}
      {servers.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("noServer")}
        </Text>
      )}
      {servers.map((server) => (
        <Sight key={server.serverId} server={server} isFine={fetch?.outcome === "ok"} />
      ))}
    </Stack>
  );
}

const LOOK: Record<ServerSight["health"], StateLook> = {
  up: { tone: "good", Icon: IconCircleCheck },
  down: { tone: "bad", Icon: IconCircleX },
  unknown: { tone: "calm", Icon: IconHelpCircle },
  absent: { tone: "warn", Icon: IconCircleMinus },
  unreachable: { tone: "warn", Icon: IconHelpCircle },
};

/** Go's zero time: never. */
const NEVER = "0001-01-01";

function Sight({ server, isFine }: { server: ServerSight; isFine: boolean }) {
  const t = useTranslations("targetDoctor.trial");
  const { serverId, serverName, health, lastError, lastScrape } = server;
  const cause = readLastError(lastError);
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <StateWord {...LOOK[health]} word={t(`health.${health}`)} />
        <Text size="sm">
          {t.rich("on", {
            server: () => (
              <Anchor component={Link} href={`/servers/${serverId}` as Route} inherit>
                {serverName}
              </Anchor>
            ),
          })}
        </Text>
        {lastScrape !== null && !lastScrape.startsWith(NEVER) && (
          <Text size="sm" c="dimmed">
            {t.rich("lastScrape", { time: () => <RelativeTime at={lastScrape} /> })}
          </Text>
        )}
      </Group>
      {lastError !== "" && (
        <Code block tabIndex={0} fz="xs" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {lastError}
        </Code>
      )}
      {cause !== null && <Text size="sm">{t(`cause.${cause}`)}</Text>}
      {health === "down" && isFine && <Text size="sm">{t("fineNow")}</Text>}
      {health === "absent" && <Text size="sm">{t("absentText")}</Text>}
    </Stack>
  );
}
