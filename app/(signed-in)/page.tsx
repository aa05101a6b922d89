import type { Metadata } from "next";
import { Overview } from "@/components/overview/overview";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("shell"))("overview.title") };
}

export default async function OverviewPage() {
  await requirePageActor();
  return <Overview />;
}
