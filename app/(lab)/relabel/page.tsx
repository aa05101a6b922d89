import type { Metadata } from "next";
import { RelabelPage } from "@/components/relabel/relabel-page";
import { requireLabActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("relabel"))("title") };
}

export default async function Page() {
  await requireLabActor();
  return <RelabelPage />;
}
