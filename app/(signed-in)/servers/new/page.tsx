import type { Metadata } from "next";
import { NewServerPage } from "@/components/servers/new-server-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("servers"))("new.title") };
}

export default async function Page() {
  await requirePageActor();
  return <NewServerPage />;
}
