"use client";

import { Alert, Anchor, Button, Checkbox, Group, Paper, Progress, Select, Stack, Text } from "@mantine/core";
import { IconClockExclamation, IconPlayerStop, IconRadar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { RelativeTime } from "@/components/ui/relative-time";
import { DISCOVERY_ROLES, type DiscoveryEnd, type DiscoveryProgress } from "@/lib/cluster-discovery/schema";
import type { Cluster } from "@/lib/clusters/schema";
import { takesNodeMetadata } from "@/lib/kubernetes/discovery";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { useClusterTargets } from "@/lib/queries/cluster-targets";
import { clusterListQuery } from "@/lib/queries/clusters";
import { readFailure } from "@/lib/queries/read-failure";
import { type LoadedSource, toClusterSource } from "./loaded-source";

type ClusterSourceProps = {
  /** Id of the cluster that the page was opened for. */
  linked: string | null;
  version: string;
  loaded: LoadedSource;
  onLoad: (source: LoadedSource) => void;
};

/** Discovers what a registered cluster holds now, as Prometheus would. */
export function ClusterSource({ linked, ...props }: ClusterSourceProps) {
  const t = useTranslations("relabel.source.cluster");
  const clusters = useQuery(clusterListQuery);
  const [clusterId, setClusterId] = useState(linked);
  const cluster =
    clusters.data?.find(({ id }) => id === clusterId) ?? (clusters.data?.length === 1 ? clusters.data[0] : undefined);
  return (
    <Paper withBorder p="md">
      {clusters.isError && <FailureAlert failure={readFailure(clusters.error)} />}
      {clusters.data?.length === 0 ? (
        <Text size="sm">
          {t("none")}{" "}
          <Anchor component={Link} href="/clusters/new">
            {t("register")}
          </Anchor>
        </Text>
      ) : (
        <Stack gap="xs">
          <Select
            label={t("cluster")}
            size="xs"
            searchable
            placeholder={t("chooseCluster")}
            data={(clusters.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={cluster?.id ?? null}
            onChange={setClusterId}
          />
          {cluster !== undefined && <Discovery key={cluster.id} cluster={cluster} {...props} />}
        </Stack>
      )}
    </Paper>
  );
}

function Discovery({ cluster, version, loaded, onLoad }: Omit<ClusterSourceProps, "linked"> & { cluster: Cluster }) {
  const t = useTranslations("relabel.source.cluster");
  const { discovery, progress, stop, wasStopped } = useClusterTargets();
  const [role, setRole] = useState<DiscoveryRole>("pod");
  const [wantsNode, setWantsNode] = useState(false);
  const request = { role, attachNode: wantsNode && takesNodeMetadata(role) };
  const discover = () =>
    discovery.mutate(
      { ...request, clusterId: cluster.id, version },
      {
        onSuccess: (found) => {
          if (found.end.isLive || found.end.targetCount > 0) onLoad(toClusterSource(cluster.name, request, found));
        },
      },
    );
  return (
    <>
      <Select
        label={t("role")}
        size="xs"
        allowDeselect={false}
        data={[...DISCOVERY_ROLES]}
        value={role}
        onChange={(value) => setRole(DISCOVERY_ROLES.find((known) => known === value) ?? role)}
      />
      <Checkbox
        size="xs"
        label={t("attachNode")}
        disabled={!takesNodeMetadata(role)}
        checked={request.attachNode}
        onChange={({ currentTarget }) => setWantsNode(currentTarget.checked)}
      />
      <Group gap="xs">
        <Button size="xs" leftSection={<IconRadar size={14} aria-hidden />} disabled={discovery.isPending} onClick={discover}>
          {t("load")}
        </Button>
        {discovery.isPending && (
          <Button size="xs" variant="default" leftSection={<IconPlayerStop size={14} aria-hidden />} onClick={stop}>
            {t("stop")}
          </Button>
        )}
      </Group>
      {discovery.isPending && <HowFar progress={progress} />}
      {discovery.isError && !wasStopped && <FailureAlert failure={readFailure(discovery.error)} />}
      {discovery.isError && wasStopped && (
        <Text size="xs" c="dimmed" role="status">
          {t("stopped")}
        </Text>
      )}
      {discovery.data !== undefined && <WhatItCameTo cluster={cluster.name} end={discovery.data.end} />}
      {loaded.kind === "cluster" && loaded.cluster === cluster.name && loaded.end.isLive && (
        <Text size="xs" c="dimmed" component="div">
          {t.rich("loaded", {
            count: loaded.end.targetCount,
            cluster: loaded.cluster,
            role: loaded.request.role,
            version,
            time: () => <RelativeTime at={loaded.end.takenAt} />,
          })}
        </Text>
      )}
    </>
  );
}

function HowFar({ progress }: { progress: DiscoveryProgress | null }) {
  const t = useTranslations("relabel.source.cluster");
  const { resource = "", read = 0, total = null } = progress ?? {};
  const isKnown = total !== null && total > 0;
  return (
    <div>
      <Progress.Root size="sm">
        <Progress.Section value={isKnown ? (100 * read) / total : 100} animated={!isKnown} aria-label={t("progressLabel")} />
      </Progress.Root>
      <Text size="xs" mt={4}>
        {progress === null && t("starting")}
        {progress !== null && (total === null ? t("progressOpen", { resource, read }) : t("progress", { resource, read, total }))}
      </Text>
    </div>
  );
}

/** What the discovery noticed; targets that are not live say how old they are. */
function WhatItCameTo({ cluster, end }: { cluster: string; end: DiscoveryEnd }) {
  const t = useTranslations("relabel.source.cluster");
  const { isLive, problems, targetCount, takenAt } = end;
  if (isLive) return problems.length === 0 ? null : <ProblemList problems={problems} />;
  const title = targetCount > 0 ? t("staleTitle") : t("noneKnownTitle");
  return (
    <Alert color="yellow" variant="light" role="alert" icon={<IconClockExclamation aria-hidden />} title={title}>
      <Text size="sm" mb="xs" component="div">
        {targetCount > 0
          ? t.rich("stale", { cluster, count: targetCount, time: () => <RelativeTime at={takenAt} /> })
          : t("noneKnown", { cluster })}
      </Text>
      <ProblemList problems={problems} />
    </Alert>
  );
}
