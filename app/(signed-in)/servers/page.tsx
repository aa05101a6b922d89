import type { Metadata } from "next";
import { ServersPage } from "@/components/servers/servers-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("servers"))("title") };
}

export default async function Page() {
  await requirePageActor();
  return <ServersPage />;
}
