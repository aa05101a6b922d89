import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ComparePage } from "@/components/revisions/compare-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { AppError } from "@/lib/errors";
import { requestTranslator } from "@/lib/i18n/request-locale";
import { makeQueryClient } from "@/lib/queries/query-client";
import { revisionListQuery, serverQuery } from "@/lib/queries/servers";
import { getServer } from "@/lib/servers/get-server";
import { listRevisions } from "@/lib/servers/list-revisions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("revisions"))("title") };
}

export default async function Page({ params }: PageProps<"/servers/[serverId]/compare">) {
  await requirePageActor();
  const { serverId } = await params;
  const queryClient = makeQueryClient();
  queryClient.setQueryData(serverQuery(serverId).queryKey, await getServer(serverId).catch(toNotFound));
  queryClient.setQueryData(revisionListQuery(serverId).queryKey, await listRevisions(serverId));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ComparePage serverId={serverId} />
    </HydrationBoundary>
  );
}

function toNotFound(error: unknown): never {
  if (error instanceof AppError && error.code === "not_found") notFound();
  throw error;
}
