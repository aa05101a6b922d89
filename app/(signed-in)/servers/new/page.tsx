import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NewServerPage } from "@/components/servers/new-server-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { listClusters } from "@/lib/clusters/list-clusters";
import { requestTranslator } from "@/lib/i18n/request-locale";
import { clusterListQuery } from "@/lib/queries/clusters";
import { makeQueryClient } from "@/lib/queries/query-client";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("servers"))("new.title") };
}

export default async function Page() {
  await requirePageActor();
  const queryClient = makeQueryClient();
  queryClient.setQueryData(clusterListQuery.queryKey, await listClusters());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <NewServerPage />
    </HydrationBoundary>
  );
}
