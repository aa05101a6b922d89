"use client";

import { Anchor, Badge, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { Column } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { Cluster } from "@/lib/clusters/schema";
import { expiryState } from "./expiry-state";
import { InsecureBadge } from "./insecure-badge";

/** Columns of the list of clusters. */
export function useClusterColumns(): readonly Column<Cluster>[] {
  const t = useTranslations("clusters.list");
  return [
    { id: "name", header: t("name"), sortKey: ({ name }) => name, cell: (cluster) => <NameCell cluster={cluster} /> },
    {
      id: "apiServer",
      header: t("apiServer"),
      sortKey: ({ apiServer }) => apiServer,
      cell: ({ apiServer }) => <code>{apiServer}</code>,
    },
    {
      id: "health",
      header: t("health"),
      // What needs looking at comes first; what nobody has looked at yet comes last.
      sortKey: ({ health }) => health && `${health.outcome === "ok" ? 1 : 0} ${health.outcome} ${health.since}`,
      cell: (cluster) => <HealthCell cluster={cluster} />,
    },
    {
      id: "kubernetes",
      header: t("kubernetes"),
      sortKey: ({ health }) => health?.kubernetesVersion ?? null,
      cell: ({ health }) => health?.kubernetesVersion ?? null,
    },
    { id: "jobs", header: t("jobs"), sortKey: ({ jobs }) => jobs.length, cell: (cluster) => <JobsCell cluster={cluster} /> },
    {
      id: "credential",
      header: t("credential"),
      // The next to end comes first.
      sortKey: ({ credential }) => credential.expiresAt,
      cell: (cluster) => <CredentialCell cluster={cluster} />,
    },
    {
      id: "servers",
      header: t("servers"),
      sortKey: ({ servers }) => servers.length,
      cell: (cluster) => <ServersCell cluster={cluster} />,
    },
  ];
}

/** What the search box of the list looks at, the words of the health among it. */
export function useClusterText(): (cluster: Cluster) => string {
  const t = useTranslations("clusters");
  return ({ name, apiServer, labels, servers, health }) => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
    const word = health === null ? t("list.notLooked") : `${t(`health.${health.outcome}`)} ${health.kubernetesVersion ?? ""}`;
    return [name, apiServer, ...pairs, ...servers.map((server) => server.name), word].join(" ");
  };
}

function HealthCell({ cluster: { health } }: { cluster: Cluster }) {
  const t = useTranslations("clusters");
  if (health === null)
    return (
      <Text size="sm" c="dimmed">
        {t("list.notLooked")}
      </Text>
    );
  const look: StateLook = health.outcome === "ok" ? HEALTHY : AILING;
  return (
    <div>
      <StateWord {...look} word={t(`health.${health.outcome}`)} />
      <Text size="xs" c="dimmed">
        {t.rich("list.since", { time: () => <RelativeTime at={health.since} /> })}
      </Text>
    </div>
  );
}

function NameCell({ cluster }: { cluster: Cluster }) {
  return (
    <Group gap="xs">
      <Anchor component={Link} href={`/clusters/${cluster.id}` as Route} fw={600}>
        {cluster.name}
      </Anchor>
      <InsecureBadge tls={cluster.tls} />
      {Object.entries(cluster.labels).map(([label, value]) => (
        <Badge key={label} variant="default" tt="none" fw={500}>
          {`${label}=${value}`}
        </Badge>
      ))}
    </Group>
  );
}

function JobsCell({ cluster }: { cluster: Cluster }) {
  const t = useTranslations();
  const titles = cluster.jobs.map(({ template }) => t(`jobTemplates.${template}.title`));
  return <span title={titles.join(", ")}>{t("clusters.list.jobCount", { count: cluster.jobs.length })}</span>;
}

const HEALTHY: StateLook = { tone: "good", Icon: IconCircleCheck };
const AILING: StateLook = { tone: "bad", Icon: IconCircleX };
const EXPIRY_COLOURS = { expired: "red", soon: "orange" } as const;

function CredentialCell({ cluster: { credential } }: { cluster: Cluster }) {
  const t = useTranslations("clusters.list");
  const { expiresAt } = credential;
  const state = expiresAt === null ? "none" : expiryState(new Date(expiresAt), new Date());
  return (
    <div>
      <Text size="sm">{t.rich("stored", { time: () => <RelativeTime at={credential.storedAt} /> })}</Text>
      {expiresAt !== null && (
        <Text
          size="xs"
          component="div"
          {...(state === "expired" || state === "soon" ? { c: `${EXPIRY_COLOURS[state]}.text` } : {})}
        >
          {(state === "expired" || state === "soon") && <IconAlertTriangle size={12} aria-hidden />}{" "}
          {t.rich(state === "expired" ? "expired" : "expires", { time: () => <RelativeTime at={expiresAt} /> })}
        </Text>
      )}
    </div>
  );
}

function ServersCell({ cluster: { servers } }: { cluster: Cluster }) {
  const t = useTranslations("clusters.list");
  if (servers.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("noServer")}
      </Text>
    );
  return (
    <Group gap={6}>
      {servers.map(({ id, name }) => (
        <Anchor key={id} component={Link} href={`/servers/${id}` as Route} size="sm">
          {name}
        </Anchor>
      ))}
    </Group>
  );
}
