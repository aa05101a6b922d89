import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { Overview } from "@/components/overview/overview";
import { requirePageActor } from "@/lib/access/page-actor";
import { listClusters } from "@/lib/clusters/list-clusters";
import { requestTranslator } from "@/lib/i18n/request-locale";
import { clusterListQuery } from "@/lib/queries/clusters";
import { makeQueryClient } from "@/lib/queries/query-client";
import { serverListQuery } from "@/lib/queries/servers";
import { listServers } from "@/lib/servers/list-servers";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("shell"))("overview.title") };
}

export default async function OverviewPage() {
  await requirePageActor();
  const queryClient = makeQueryClient();
  const [clusters, servers] = await Promise.all([listClusters(), listServers()]);
  queryClient.setQueryData(clusterListQuery.queryKey, clusters);
  queryClient.setQueryData(serverListQuery.queryKey, servers);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Overview />
    </HydrationBoundary>
  );
}
