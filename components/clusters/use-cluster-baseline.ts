"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { selfAddressOf } from "@/lib/bundles/self-address";
import type { Cluster } from "@/lib/clusters/schema";
import type { ServerSource } from "@/lib/job-templates/job-template";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";
import { planQuery, serverQuery } from "@/lib/queries/servers";
import { ANY_SERVER, renderSavedCluster } from "./cluster-preview";
import { jobsOfCluster } from "./deployed-jobs";

export type Baseline = {
  readonly text: string | null;
  readonly source: "deployed" | "saved";
  /** The server that the text is for; what is compared with it must be rendered for the same. */
  readonly server: ServerSource;
};

/** What a preview is compared with: the jobs that the cluster's first server got last, else the cluster as it is stored. */
export function useClusterBaseline(saved: Cluster | null): Baseline {
  const serverId = saved?.servers[0]?.id;
  const options = { enabled: serverId !== undefined, retry: false };
  const plan = useQuery({ ...planQuery(serverId ?? ""), ...options }).data;
  const url = useQuery({ ...serverQuery(serverId ?? ""), ...options }).data?.url;
  return useMemo(() => {
    const server = toServerSource(plan?.prometheusVersion, url);
    if (saved === null) return { text: null, source: "saved", server };
    const jobs = plan === undefined ? null : jobsOfCluster(plan.deployedConfig, saved.name);
    if (jobs !== null) return { text: jobs, source: "deployed", server };
    const rendered = renderSavedCluster(saved, server);
    return { text: rendered.ok ? rendered.value : null, source: "saved", server };
  }, [saved, plan, url]);
}

function toServerSource(version: string | undefined, url: string | undefined): ServerSource {
  return {
    prometheusVersion: parsePrometheusVersion(version ?? "") ?? ANY_SERVER.prometheusVersion,
    selfAddress: url === undefined ? ANY_SERVER.selfAddress : selfAddressOf(url),
  };
}
