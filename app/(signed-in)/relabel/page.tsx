import type { Metadata } from "next";
import { RelabelLab } from "@/components/relabel/relabel-lab";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("relabel"))("title") };
}

export default async function RelabelPage() {
  await requirePageActor();
  return <RelabelLab />;
}
