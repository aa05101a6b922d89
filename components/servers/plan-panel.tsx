"use client";

import { Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { HoldsAlert } from "@/components/guards/holds-alert";
import { RollbackNote } from "@/components/guards/rollback-note";
import { ShrinkageSection } from "@/components/guards/shrinkage-section";
import { WaitingApprovals } from "@/components/guards/waiting-approvals";
import { ChangeSummary } from "@/components/revisions/change-summary";
import { TargetFindings } from "@/components/target-plan/target-findings";
import { TargetPlanPanel } from "@/components/target-plan/target-plan-panel";
import { FORESEEN_FOR_MS, openFindings, openNumbers } from "@/components/target-plan/target-rows";
import { ProblemList } from "@/components/ui/problem-list";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { targetItems } from "@/lib/bundles/change-item";
import { planQuery, targetPlanQuery } from "@/lib/queries/servers";
import type { Plan, Server } from "@/lib/servers/schema";
import type { TargetPlan } from "@/lib/target-plan/schema";
import { DeployBox } from "./deploy-box";
import { PlanConfig } from "./plan-config";
import { toPlanSummary } from "./plan-summary";
import { PlanSummaryView } from "./plan-summary-view";

type PlanPanelProps = {
  server: Server;
  hasUnsaved: boolean;
  runningId: string | null;
  /** The revision that a rollback would return to; null for a deployment of the settings. */
  revisionId: string | null;
};

/** What a deployment or a rollback would change, in words first and then as text, and the button that starts it. */
export function PlanPanel(props: PlanPanelProps) {
  const { server, revisionId } = props;
  const query = useQuery(planQuery(server.id, revisionId));
  return (
    <QueryBoundary query={query} skeletonRows={8}>
      {(plan) => <PlanBody key={revisionId ?? "settings"} plan={plan} {...props} />}
    </QueryBoundary>
  );
}

function PlanBody({ plan, server, hasUnsaved, runningId, revisionId }: PlanPanelProps & { plan: Plan }) {
  const hasErrors = plan.problems.some(({ severity }) => severity === "error");
  const isForeseen = !plan.isUpToDate && !hasErrors;
  const targets = useQuery({
    ...targetPlanQuery(server.id, plan.digest, revisionId),
    enabled: isForeseen,
    staleTime: FORESEEN_FOR_MS,
    retry: false,
  });
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(new Set());
  const findings = (isForeseen ? targets.data?.findings : undefined) ?? [];
  const acknowledge = (key: string, isAcknowledged: boolean) =>
    setAcknowledged((before) => new Set([...before].filter((other) => other !== key).concat(isAcknowledged ? [key] : [])));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const type = (key: string, text: string) => setTyped((before) => ({ ...before, [key]: text }));
  const numbered = [...plan.shrinkages, ...findings.filter(({ kind }) => kind === "loss")];
  return (
    <Stack gap="md">
      <RollbackNote serverId={server.id} plan={plan} />
      <HoldsAlert plan={plan} />
      <WaitingApprovals serverId={server.id} />
      <DeployBox
        serverId={server.id}
        plan={plan}
        runningId={runningId}
        hasUnsaved={hasUnsaved && revisionId === null}
        typed={Object.fromEntries(numbered.map(({ key }) => [key, typed[key]?.trim() ?? ""]))}
        openNumbers={openNumbers(numbered, typed).length}
        acknowledged={findings.map(({ key }) => key).filter((key) => acknowledged.has(key))}
        openFindings={openFindings(findings, acknowledged).length}
        isForeseeing={isForeseen && targets.isPending}
      />
      <ShrinkageSection shrinkages={plan.isUpToDate ? [] : plan.shrinkages} typed={typed} onType={type} />
      <TargetFindings findings={findings} acknowledged={acknowledged} onAcknowledge={acknowledge} typed={typed} onType={type} />
      <Findings plan={plan} />
      <Summary serverId={server.id} plan={plan} targets={targets.data} />
      {isForeseen && <TargetPlanPanel serverId={server.id} query={targets} />}
      <PlanConfig plan={plan} />
    </Stack>
  );
}

function Summary({ serverId, plan, targets }: { serverId: string; plan: Plan; targets: TargetPlan | undefined }) {
  const t = useTranslations("servers.plan");
  const { prometheusVersion, versionSource, isUpToDate, digest, rollback } = plan;
  const to = rollback === null ? "next" : String(rollback.number);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="plan-summary-title">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h5" id="plan-summary-title">
            {t("summary")}
          </Title>
          <Text size="xs" c="dimmed">
            {t("version", { version: prometheusVersion })} ({t(`versionSource.${versionSource}`)})
          </Text>
        </div>
        {!isUpToDate && plan.deployedConfig !== "" && (
          <ChangeSummary serverId={serverId} from="live" to={to} version={digest} more={targetsMove(targets)} />
        )}
        {isUpToDate ? <Text size="sm">{t("nothing")}</Text> : <PlanSummaryView summary={toPlanSummary(plan)} />}
      </Stack>
    </Paper>
  );
}

function targetsMove(targets: TargetPlan | undefined) {
  return targets === undefined ? [] : targetItems({ added: targets.counts.added, removed: targets.counts.lost });
}

function Findings({ plan: { problems } }: { plan: Plan }) {
  const t = useTranslations("servers.plan");
  if (problems.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="plan-problems-title">
      <Title order={2} size="h5" id="plan-problems-title" mb="xs">
        {t("problems")}
      </Title>
      <ProblemList problems={problems.map(toProblem)} />
    </Paper>
  );
}
