"use client";

import { Anchor, Button, Checkbox, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { deploymentListQuery, useStartDeployment } from "@/lib/queries/deployments";
import { readFailure } from "@/lib/queries/read-failure";
import { useRefreshServer } from "@/lib/queries/servers";
import type { Plan } from "@/lib/servers/schema";
import { type DeployVerdict, hasForeignFile, toDeployVerdict } from "./plan-summary";

type DeployBoxProps = {
  serverId: string;
  plan: Plan;
  hasUnsaved: boolean;
  runningId: string | null;
  /** Keys of the findings about targets that were ticked, and how many were not. */
  acknowledged: readonly string[];
  openFindings: number;
  isForeseeing: boolean;
};

/** People may write the reason meanwhile. */
const WAITS_FOR_TARGETS: ReadonlySet<DeployVerdict> = new Set(["foreseeing", "unacknowledged"]);

/** The button that deploys exactly the plan on the page, or why that is not possible now. */
export function DeployBox(props: DeployBoxProps) {
  const { serverId, plan, hasUnsaved, runningId, acknowledged, openFindings, isForeseeing } = props;
  const t = useTranslations("servers.deploy");
  const [reason, setReason] = useState("");
  const [canOverwrite, setCanOverwrite] = useState(false);
  const isForeign = useForeignFile(serverId, plan);
  const willOverwrite = isForeign && canOverwrite;
  const state = { hasUnsaved, isRunning: runningId !== null, canOverwrite: willOverwrite, openFindings, isForeseeing };
  const verdict = toDeployVerdict(plan, state);
  const verdictId = useId();
  const { deploy, error, isPending } = useDeployOnce(serverId);
  const isReady = verdict === "ready";
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="deploy-title">
      <Stack gap="xs">
        <Title order={2} size="h5" id="deploy-title">
          {t("title", { number: plan.nextNumber })}
        </Title>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isReady) return;
            deploy({
              serverId,
              digest: plan.digest,
              reason,
              ...(willOverwrite ? { overwrite: true } : {}),
              ...(acknowledged.length === 0 ? {} : { acknowledged: [...acknowledged] }),
            });
          }}
        >
          <Group gap="sm" align="flex-end">
            <TextInput
              label={t("reason")}
              placeholder={t("reasonPlaceholder")}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={500}
              flex="1 1 18rem"
              maw={560}
              disabled={!isReady && !WAITS_FOR_TARGETS.has(verdict)}
            />
            <Button
              type="submit"
              leftSection={<IconRocket size={16} aria-hidden />}
              disabled={!isReady}
              loading={isPending}
              aria-describedby={verdictId}
            >
              {t("action")}
            </Button>
          </Group>
          {isForeign && (
            <Checkbox
              mt="sm"
              label={t("overwrite")}
              description={t("overwriteHint")}
              checked={canOverwrite}
              onChange={(event) => setCanOverwrite(event.currentTarget.checked)}
            />
          )}
        </form>
        <Text size="sm" id={verdictId} role="status" {...(isReady || verdict === "up_to_date" ? { c: "dimmed" } : { fw: 600 })}>
          {t(`verdict.${verdict}`)}{" "}
          {runningId !== null && (
            <Anchor component={Link} href={`/deployments/${runningId}` as Route} inherit>
              {t("watch")}
            </Anchor>
          )}
        </Text>
        {error !== null && <FailureAlert failure={readFailure(error)} />}
        {error !== null && readFailure(error).code === "conflict" && <Text size="sm">{t("changedMeanwhile")}</Text>}
      </Stack>
    </Paper>
  );
}

/** True when the plan, or the last attempt, found a file on disk that Promfleet does not know. */
function useForeignFile(serverId: string, plan: Plan): boolean {
  const last = useQuery(deploymentListQuery(serverId)).data?.[0];
  return hasForeignFile(plan.problems) || (last?.status === "rejected" && hasForeignFile(last.problems));
}

/** Starts one deployment however often the button is pressed, then shows it. */
function useDeployOnce(serverId: string) {
  const router = useRouter();
  const refresh = useRefreshServer(serverId);
  const { mutate, error, isPending, isSuccess } = useStartDeployment();
  // The second click of a double click comes before the first one has changed anything on the page.
  const isStarted = useRef(false);
  const deploy = (input: Parameters<typeof mutate>[0]) => {
    if (isStarted.current) return;
    isStarted.current = true;
    mutate(input, {
      onSuccess: ({ id }) => router.push(`/deployments/${id}`),
      onError: () => {
        isStarted.current = false;
        void refresh();
      },
    });
  };
  return { deploy, error, isPending: isPending || isSuccess };
}
