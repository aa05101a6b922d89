"use client";

import { Anchor, Button, Checkbox, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconArrowBackUp, IconRocket, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import type { Deployment } from "@/lib/deployments/schema";
import { deploymentListQuery } from "@/lib/queries/deployments";
import { readFailure } from "@/lib/queries/read-failure";
import type { Plan } from "@/lib/servers/schema";
import { type DeployVerdict, hasForeignFile, toDeployMode, toDeployVerdict } from "./plan-summary";
import { useDeployOnce } from "./use-deploy-once";

type DeployBoxProps = {
  serverId: string;
  plan: Plan;
  hasUnsaved: boolean;
  runningId: string | null;
  /** Keys of the findings about targets that were ticked, and how many were not. */
  acknowledged: readonly string[];
  openFindings: number;
  /** Numbers of what goes away as they were typed, by key, and how many are not right. */
  typed: Readonly<Record<string, string>>;
  openNumbers: number;
  isForeseeing: boolean;
};

/** People may write the reason meanwhile. */
const WAITS_FOR_PEOPLE: ReadonlySet<DeployVerdict> = new Set(["foreseeing", "unacknowledged", "untyped", "needs_reason"]);

/** The button that does exactly what the plan on the page says, or why that is not possible now. */
export function DeployBox(props: DeployBoxProps) {
  const { serverId, plan, hasUnsaved, runningId, acknowledged, openFindings, typed, openNumbers, isForeseeing } = props;
  const t = useTranslations("servers.deploy");
  const [reason, setReason] = useState("");
  const [canOverwrite, setCanOverwrite] = useState(false);
  const [isReloadedByHand, setReloadedByHand] = useState(false);
  const refusals = useLastRefusals(serverId);
  const isForeign = hasForeignFile(plan.problems) || hasForeignFile(refusals);
  const willOverwrite = isForeign && canOverwrite;
  const takesNoReload = refusals.some(({ code }) => code === "server/lifecycle-off");
  const { mode, isHeld, needsReason } = toDeployMode(plan);
  const guards = { openFindings, openNumbers, isForeseeing, isHeld, lacksReason: needsReason && reason.trim() === "" };
  const verdict = toDeployVerdict(plan, { hasUnsaved, isRunning: runningId !== null, canOverwrite: willOverwrite, ...guards });
  const verdictId = useId();
  const { send, error, isPending } = useDeployOnce(serverId);
  const isReady = verdict === "ready";
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="deploy-title">
      <Stack gap="xs">
        <Title order={2} size="h5" id="deploy-title">
          {plan.rollback === null
            ? t("title", { number: plan.nextNumber })
            : t("rollbackTitle", { number: plan.nextNumber, to: plan.rollback.number })}
        </Title>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isReady) return;
            const input = {
              serverId,
              digest: plan.digest,
              reason,
              ...(willOverwrite ? { overwrite: true } : {}),
              ...(takesNoReload && isReloadedByHand ? { writeOnly: true } : {}),
              ...(acknowledged.length === 0 ? {} : { acknowledged: [...acknowledged] }),
              ...(Object.keys(typed).length === 0 ? {} : { typed: { ...typed } }),
            };
            send(mode, input, plan.rollback?.revisionId ?? null);
          }}
        >
          <Group gap="sm" align="flex-end">
            <TextInput
              label={t("reason")}
              placeholder={t(needsReason ? "reasonNeeded" : "reasonPlaceholder")}
              required={needsReason}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={500}
              flex="1 1 18rem"
              maw={560}
              disabled={!isReady && !WAITS_FOR_PEOPLE.has(verdict)}
            />
            <Button
              type="submit"
              leftSection={MODE_ICONS[mode]}
              disabled={!isReady}
              loading={isPending}
              aria-describedby={verdictId}
            >
              {t(`mode.${mode}`)}
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
          {takesNoReload && (
            <Checkbox
              mt="sm"
              label={t("writeOnly")}
              description={t("writeOnlyHint")}
              checked={isReloadedByHand}
              onChange={(event) => setReloadedByHand(event.currentTarget.checked)}
            />
          )}
        </form>
        <Text size="sm" id={verdictId} role="status" {...(isReady || verdict === "up_to_date" ? { c: "dimmed" } : { fw: 600 })}>
          {t(verdict === "ready" && mode === "ask" ? "willAsk" : `verdict.${verdict}`)}{" "}
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

const MODE_ICONS = {
  deploy: <IconRocket size={16} aria-hidden />,
  ask: <IconUsers size={16} aria-hidden />,
  rollback: <IconArrowBackUp size={16} aria-hidden />,
};

/** Why the last attempt was refused, when it was: people decide on some of that here. */
function useLastRefusals(serverId: string): Deployment["problems"] {
  const last = useQuery(deploymentListQuery(serverId)).data?.[0];
  return last?.status === "rejected" ? last.problems : [];
}
