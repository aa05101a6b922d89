import type { Metadata } from "next";
import { DeploymentsPage } from "@/components/deployments/deployments-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("deployments"))("title") };
}

export default async function Page() {
  await requirePageActor();
  return <DeploymentsPage />;
}
