import type { Metadata } from "next";
import { ServerPage } from "@/components/servers/server-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("servers"))("title") };
}

export default async function Page({ params }: PageProps<"/servers/[serverId]">) {
  await requirePageActor();
  return <ServerPage id={(await params).serverId} />;
}
