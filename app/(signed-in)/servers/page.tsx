import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { ServersPage } from "@/components/servers/servers-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";
import { makeQueryClient } from "@/lib/queries/query-client";
import { serverListQuery } from "@/lib/queries/servers";
import { listServers } from "@/lib/servers/list-servers";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("servers"))("title") };
}

export default async function Page() {
  await requirePageActor();
  const queryClient = makeQueryClient();
  queryClient.setQueryData(serverListQuery.queryKey, await listServers());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ServersPage />
    </HydrationBoundary>
  );
}
