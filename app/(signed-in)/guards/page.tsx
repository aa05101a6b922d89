import type { Metadata } from "next";
import { GuardsPage } from "@/components/guards/guards-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("guards"))("title") };
}

export default async function Page() {
  const { id } = await requirePageActor();
  return <GuardsPage userId={id} />;
}
