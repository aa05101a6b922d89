"use client";

import { Anchor, Stack, Text } from "@mantine/core";
import type { Route } from "next";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Took } from "@/components/deployments/deployment-list";
import { DeploymentStatusWord } from "@/components/deployments/deployment-status";
import { toProblem } from "@/components/deployments/step-rows";
import { type Column, DataTable } from "@/components/ui/data-table";
import { ProblemList } from "@/components/ui/problem-list";
import type { MemberState, RolloutMember } from "@/lib/rollouts/schema";
import { MemberStateWord } from "./rollout-words";

/** What needs people comes first when the states are sorted. */
const URGENCY: readonly MemberState[] = ["undo_failed", "failed", "deploying", "undoing", "waiting", "undone", "live"];

/** One line for each server: its wave, how far it is, how long that took, and why it is not live. */
export function Ledger({ members }: { members: readonly RolloutMember[] }) {
  const t = useTranslations("rollouts");
  const columns = useMemo<readonly Column<RolloutMember>[]>(
    () => [
      {
        id: "server",
        header: t("column.server"),
        sortKey: ({ server }) => server.name,
        cell: ({ server }) => (
          <Anchor component={Link} href={`/servers/${server.id}` as Route} size="sm" fw={600}>
            {server.name}
          </Anchor>
        ),
      },
      { id: "wave", header: t("column.wave"), sortKey: ({ wave }) => wave, cell: ({ wave }) => wave + 1 },
      {
        id: "state",
        header: t("column.state"),
        sortKey: ({ state }) => URGENCY.indexOf(state),
        cell: ({ state }) => <MemberStateWord state={state} />,
      },
      { id: "deployment", header: t("column.deployment"), cell: (member) => <Deployments member={member} /> },
      {
        id: "duration",
        header: t("column.duration"),
        cell: ({ deployment }) => (deployment === null ? "" : <Took deployment={deployment} />),
      },
      { id: "why", header: t("column.why"), cell: ({ problems }) => <Why problems={problems} /> },
    ],
    [t],
  );
  return (
    <DataTable
      caption={t("ledger")}
      columns={columns}
      rows={members}
      rowKey={({ server }) => server.id}
      textOf={({ server }) => server.name}
    />
  );
}

function Deployments({ member: { deployment, undoDeployment } }: { member: RolloutMember }) {
  const t = useTranslations("rollouts");
  if (deployment === null && undoDeployment === null) {
    return (
      <Text size="sm" c="dimmed">
        {t("notBegun")}
      </Text>
    );
  }
  return (
    <Stack gap={4} align="flex-start">
      {[deployment, undoDeployment]
        .filter((one) => one !== null)
        .map(({ id, status }) => (
          <Anchor key={id} component={Link} href={`/deployments/${id}` as Route} underline="hover">
            <DeploymentStatusWord status={status} />
          </Anchor>
        ))}
    </Stack>
  );
}

function Why({ problems }: Pick<RolloutMember, "problems">) {
  const errors = problems.filter(({ severity }) => severity === "error");
  return errors.length === 0 ? null : <ProblemList problems={errors.map(toProblem)} />;
}
