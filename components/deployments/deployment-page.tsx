"use client";

import { Alert, Anchor, Button, Code, Grid, Group, Paper, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { type ReactNode, useEffect } from "react";
import { useTranslations } from "use-intl";
import { HealthPanel } from "@/components/server-health/health-panel";
import { TargetsPanel } from "@/components/servers/targets-panel";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Deployment, isFinal } from "@/lib/deployments/schema";
import { deploymentQuery, useDeploymentEvents } from "@/lib/queries/deployments";
import { useRefreshServer } from "@/lib/queries/servers";
import { Reason, Took } from "./deployment-list";
import { DeploymentOutcome } from "./deployment-outcome";
import styles from "./deployment-page.module.css";
import { DeploymentStatusWord } from "./deployment-status";
import { StepList } from "./step-list";
import { toStepRows } from "./step-rows";
import { TargetComparisonPanel } from "./target-comparison";
import { useNowMs } from "./use-now";

/** While targets of a fresh revision come up, Prometheus is asked more often than usual. */
const SETTLING_EVERY_MS = 3_000;

/** One deployment, live until it is over. The server works on whether anybody looks or not. */
export function DeploymentPage({ id }: { id: string }) {
  const isFollowed = useDeploymentEvents(id);
  const query = useQuery(deploymentQuery(id, isFollowed));
  if (query.data === undefined) return <QueryBoundary query={query}>{() => null}</QueryBoundary>;
  // A poll that fails must not push the last known steps around: it is told in one quiet line.
  return <DeploymentView deployment={query.data} isStale={query.isError} />;
}

function DeploymentView({ deployment, isStale }: { deployment: Deployment; isStale: boolean }) {
  const t = useTranslations("deployments");
  const { server, revision, status, steps } = deployment;
  const nowMs = useNowMs(!isFinal(status));
  useServerRefresh(deployment);
  return (
    <>
      <PageHeader
        title={t("ofServer", { server: server.name, number: revision.number })}
        parent={{ href: "/deployments", label: t("title") }}
        actions={<ServerLinks serverId={server.id} />}
      />
      <Announcer deployment={deployment} />
      <Stack gap="md">
        <Facts deployment={deployment} />
        {isStale && <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} title={t("stale")} />}
        <DeploymentOutcome deployment={deployment} />
        <Grid gap="md">
          {/* Once it is live, what people came for are the targets: beside the steps, not below them. */}
          <Grid.Col span={status === "live" ? { base: 12, lg: 5 } : 12}>
            <Paper withBorder component="section" aria-labelledby="deployment-steps">
              <Title order={2} size="h5" id="deployment-steps" px="md" py="sm">
                {t("steps")}
              </Title>
              <StepList rows={toStepRows({ steps, status }, nowMs)} />
            </Paper>
          </Grid.Col>
          {status === "live" && (
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <Stack gap="md">
                <TargetComparisonPanel deployment={deployment} />
                <HealthPanel serverId={server.id} />
                <TargetsPanel serverId={server.id} everyMs={SETTLING_EVERY_MS} text={t("settling.text")} />
              </Stack>
            </Grid.Col>
          )}
        </Grid>
      </Stack>
    </>
  );
}

function ServerLinks({ serverId }: { serverId: string }) {
  const t = useTranslations("deployments");
  return (
    <>
      <Button component={Link} href={`/servers/${serverId}?tab=plan` as Route} variant="default">
        {t("openPlan")}
      </Button>
      <Button component={Link} href={`/servers/${serverId}` as Route} variant="default">
        {t("openServer")}
      </Button>
    </>
  );
}

// What the browser has of the server is old once a deployment is over.
function useServerRefresh({ server, status }: Deployment): void {
  const refresh = useRefreshServer(server.id);
  const isOver = isFinal(status);
  useEffect(() => {
    if (isOver) void refresh();
  }, [isOver, refresh]);
}

/** Says each new status to screen readers, once. */
function Announcer({ deployment: { server, revision, status } }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {t("announce", { server: server.name, number: revision.number, status: t(`status.${status}`) })}
    </VisuallyHidden>
  );
}

function Facts({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const { server, author, reason, createdAt, revision, status } = deployment;
  return (
    <Group gap="xl" align="center" role="group" aria-label={t("fact.label")} className={styles.facts}>
      <DeploymentStatusWord status={status} />
      <Fact label={t("fact.server")}>
        <Anchor component={Link} href={`/servers/${server.id}` as Route} inherit>
          {server.name}
        </Anchor>
      </Fact>
      <Fact label={t("fact.author")}>{author}</Fact>
      <Fact label={t("fact.reason")}>
        <Reason reason={reason} />
      </Fact>
      <Fact label={t("fact.started")}>
        <RelativeTime at={createdAt} />
      </Fact>
      <Fact label={t("fact.duration")}>
        <Took deployment={deployment} />
      </Fact>
      <Fact label={t("fact.digest")}>
        <Code>{revision.digest.slice(0, 12)}</Code>
      </Fact>
    </Group>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
