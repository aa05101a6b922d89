import type { Metadata } from "next";
import { FindingsPage } from "@/components/findings/findings-page";
import { requireLabActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("findings"))("title") };
}

export default async function Page() {
  await requireLabActor();
  return <FindingsPage />;
}
