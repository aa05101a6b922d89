"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Cluster } from "@/lib/clusters/schema";
import { planQuery } from "@/lib/queries/servers";
import { renderSavedCluster } from "./cluster-preview";
import { jobsOfCluster } from "./deployed-jobs";

export type Baseline = { readonly text: string | null; readonly source: "deployed" | "saved" };

/** What a preview is compared with: the jobs that were deployed last, else the cluster as it is stored. */
export function useClusterBaseline(saved: Cluster | null): Baseline {
  const serverId = saved?.servers[0]?.id;
  const plan = useQuery({ ...planQuery(serverId ?? ""), enabled: serverId !== undefined, retry: false });
  const deployed = plan.data?.deployedConfig;
  return useMemo(() => {
    if (saved === null) return { text: null, source: "saved" };
    const jobs = deployed === undefined ? null : jobsOfCluster(deployed, saved.name);
    if (jobs !== null) return { text: jobs, source: "deployed" };
    const rendered = renderSavedCluster(saved);
    return { text: rendered.ok ? rendered.value : null, source: "saved" };
  }, [saved, deployed]);
}
