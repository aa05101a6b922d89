"use client";

import { Alert, Anchor, List } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Cluster } from "@/lib/clusters/schema";
import { findClusterProblems } from "./cluster-problems";

/** More than anybody reads here; the list of clusters sorts all of them. */
const CLUSTERS_MAX = 5;

/** One line per kind of trouble among the clusters; nothing at all when there is none. */
export function ProblemLines({ clusters }: { clusters: readonly Cluster[] }) {
  const t = useTranslations("shell.overview.problems");
  const health = useTranslations("clusters.health");
  const { ailing, ending } = findClusterProblems(clusters, new Date());
  if (ailing.length + ending.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t("title")} mb="lg">
      <List size="sm" spacing={4}>
        {ailing.length > 0 && (
          <Line text={t("ailing", { count: ailing.length })} href="/clusters?sort=health" clusters={ailing}>
            {({ health: seen }) => seen !== null && health(seen.outcome)}
          </Line>
        )}
        {ending.length > 0 && (
          <Line text={t("ending", { count: ending.length })} href="/clusters?sort=credential" clusters={ending}>
            {({ credential: { expiresAt } }) => expiresAt !== null && <RelativeTime at={expiresAt} />}
          </Line>
        )}
      </List>
    </Alert>
  );
}

type LineProps = { text: string; href: Route; clusters: readonly Cluster[]; children: (cluster: Cluster) => ReactNode };

function Line({ text, href, clusters, children }: LineProps) {
  const t = useTranslations("shell.overview.problems");
  return (
    <List.Item>
      {text}{" "}
      {clusters.slice(0, CLUSTERS_MAX).map((cluster) => (
        <span key={cluster.id}>
          <Anchor component={Link} href={`/clusters/${cluster.id}?tab=checkup` as Route} inherit>
            {cluster.name}
          </Anchor>{" "}
          ({children(cluster)}){" "}
        </span>
      ))}
      {clusters.length > CLUSTERS_MAX && (
        <Anchor component={Link} href={href} inherit>
          {t("all", { count: clusters.length })}
        </Anchor>
      )}
    </List.Item>
  );
}
