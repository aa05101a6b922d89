import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ServerPage } from "@/components/servers/server-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { AppError } from "@/lib/errors";
import { requestTranslator } from "@/lib/i18n/request-locale";
import { makeQueryClient } from "@/lib/queries/query-client";
import { serverQuery } from "@/lib/queries/servers";
import { getServer } from "@/lib/servers/get-server";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("servers"))("title") };
}

export default async function Page({ params }: PageProps<"/servers/[serverId]">) {
  await requirePageActor();
  const { serverId } = await params;
  const queryClient = makeQueryClient();
  queryClient.setQueryData(serverQuery(serverId).queryKey, await getServer(serverId).catch(toNotFound));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ServerPage id={serverId} />
    </HydrationBoundary>
  );
}

function toNotFound(error: unknown): never {
  if (error instanceof AppError && error.code === "not_found") notFound();
  throw error;
}
