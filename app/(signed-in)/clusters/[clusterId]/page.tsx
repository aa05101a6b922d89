import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ClusterPage } from "@/components/clusters/cluster-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { getCluster } from "@/lib/clusters/get-cluster";
import { AppError } from "@/lib/errors";
import { requestTranslator } from "@/lib/i18n/request-locale";
import { clusterQuery } from "@/lib/queries/clusters";
import { makeQueryClient } from "@/lib/queries/query-client";

type PageProps = { params: Promise<{ clusterId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("clusters"))("edit.title") };
}

export default async function Page({ params }: PageProps) {
  await requirePageActor();
  const { clusterId } = await params;
  const queryClient = makeQueryClient();
  queryClient.setQueryData(clusterQuery(clusterId).queryKey, await getCluster(clusterId).catch(toNotFound));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ClusterPage clusterId={clusterId} />
    </HydrationBoundary>
  );
}

function toNotFound(error: unknown): never {
  if (error instanceof AppError && error.code === "not_found") notFound();
  throw error;
}
