"use client";

import { Anchor, Collapse, Group, Paper, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { HoldsAlert } from "@/components/guards/holds-alert";
import { ShrinkageSection } from "@/components/guards/shrinkage-section";
import { toPlanSummary, toSyncState } from "@/components/servers/plan-summary";
import { PlanSummaryView } from "@/components/servers/plan-summary-view";
import { SyncWord } from "@/components/servers/sync-word";
import { TargetCounts } from "@/components/target-plan/target-counts";
import { TargetFindings } from "@/components/target-plan/target-findings";
import { FORESEEN_FOR_MS, openFindings, openNumbers } from "@/components/target-plan/target-rows";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { readFailure } from "@/lib/queries/read-failure";
import { planQuery, targetPlanQuery } from "@/lib/queries/servers";
import type { Plan, Server } from "@/lib/servers/schema";
import type { TargetPlan } from "@/lib/target-plan/schema";
import type { Readiness } from "./use-confirmations";

type ServerPlanProps = {
  server: Pick<Server, "id" | "name" | "liveRevision">;
  onReport: (serverId: string, readiness: Readiness) => void;
};

/** The plan of one server within a rollout: its numbers, what has to be confirmed, and the rest behind a click. */
export function ServerPlan({ server, onReport }: ServerPlanProps) {
  const t = useTranslations("rollouts.plan");
  const plan = useQuery(planQuery(server.id));
  const isForeseen = plan.data !== undefined && !plan.data.isUpToDate && !hasErrors(plan.data);
  const targets = useQuery({
    ...targetPlanQuery(server.id, plan.data?.digest ?? ""),
    enabled: isForeseen,
    staleTime: FORESEEN_FOR_MS,
    retry: false,
  });
  const { confirmation, acknowledged, typed, acknowledge, type } = useConfirmation(plan.data, targets.data);
  const readiness = JSON.stringify(toReadiness(server.id, plan, isForeseen && targets.isError ? "failed" : confirmation));
  useEffect(() => onReport(server.id, JSON.parse(readiness) as Readiness), [onReport, server.id, readiness]);
  const [isOpen, setOpen] = useState(false);
  const titleId = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={titleId}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <UnstyledButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            <Group gap={6} wrap="nowrap">
              <Chevron size={16} aria-hidden />
              <Title order={3} size="h5" id={titleId}>
                {server.name}
              </Title>
            </Group>
          </UnstyledButton>
          <Group gap="sm">
            {isForeseen && targets.isPending && (
              <Text size="sm" c="dimmed" role="status">
                {t("foreseeing")}
              </Text>
            )}
            {targets.data !== undefined && isForeseen && <TargetCounts counts={targets.data.counts} />}
            <SyncWord state={toSyncState(plan.data, { isLoading: plan.isPending, hasLive: server.liveRevision !== null })} />
          </Group>
        </Group>
        <Failed query={plan} />
        <Failed query={targets} />
        {plan.data !== undefined && <InTheWay plan={plan.data} />}
        {isForeseen && <ShrinkageSection shrinkages={plan.data?.shrinkages ?? []} typed={typed} onType={type} />}
        {isForeseen && (
          <TargetFindings
            findings={targets.data?.findings ?? []}
            acknowledged={acknowledged}
            onAcknowledge={acknowledge}
            typed={typed}
            onType={type}
          />
        )}
        <Collapse expanded={isOpen}>
          {plan.data !== undefined && !plan.data.isUpToDate && <PlanSummaryView summary={toPlanSummary(plan.data)} />}
          <Anchor component={Link} href={`/servers/${server.id}?tab=plan` as Route} size="sm">
            {t("whole")}
          </Anchor>
        </Collapse>
      </Stack>
    </Paper>
  );
}

function Failed({ query }: { query: Pick<UseQueryResult, "error" | "isError" | "refetch"> }) {
  if (!query.isError) return null;
  return <FailureAlert failure={readFailure(query.error)} onRetry={() => void query.refetch()} />;
}

function InTheWay({ plan }: { plan: Plan }) {
  return (
    <>
      <HoldsAlert plan={plan} />
      {plan.problems.length > 0 && <ProblemList problems={plan.problems.map(toProblem)} />}
    </>
  );
}

function hasErrors({ problems }: Pick<Plan, "problems">): boolean {
  return problems.some(({ severity }) => severity === "error");
}

type Confirmation = Pick<Extract<Readiness, { kind: "ready" }>["confirmed"], "acknowledged" | "typed">;

/** What somebody has ticked and typed; `confirmation` is null until that is everything. */
function useConfirmation(plan: Plan | undefined, targets: TargetPlan | undefined) {
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const findings = targets?.findings ?? [];
  const numbered = [...(plan?.shrinkages ?? []), ...findings.filter(({ kind }) => kind === "loss")];
  const isWhole =
    targets !== undefined && openFindings(findings, acknowledged).length === 0 && openNumbers(numbered, typed).length === 0;
  const confirmation: Confirmation | null = isWhole
    ? {
        acknowledged: findings.map(({ key }) => key).filter((key) => acknowledged.has(key)),
        typed: Object.fromEntries(numbered.map(({ key }) => [key, typed[key]?.trim() ?? ""])),
      }
    : null;
  return {
    confirmation,
    acknowledged,
    typed,
    acknowledge: (key: string, isAcknowledged: boolean) =>
      setAcknowledged((before) => new Set([...before].filter((other) => other !== key).concat(isAcknowledged ? [key] : []))),
    type: (key: string, text: string) => setTyped((before) => ({ ...before, [key]: text })),
  };
}

function toReadiness(
  serverId: string,
  { data, isError }: { data: Plan | undefined; isError: boolean },
  confirmation: Confirmation | "failed" | null,
): Readiness {
  if (data === undefined) return { kind: isError ? "blocked" : "waiting" };
  if (data.isUpToDate) return { kind: "up_to_date" };
  const isHeld = data.holds.problems.length > 0 || data.holds.needsApproval;
  if (hasErrors(data) || isHeld || confirmation === "failed") return { kind: "blocked" };
  if (confirmation === null) return { kind: "waiting" };
  return { kind: "ready", confirmed: { serverId, digest: data.digest, ...confirmation } };
}
