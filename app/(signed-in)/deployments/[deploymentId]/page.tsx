import type { Metadata } from "next";
import { DeploymentPage } from "@/components/deployments/deployment-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("deployments"))("title") };
}

export default async function Page({ params }: PageProps<"/deployments/[deploymentId]">) {
  await requirePageActor();
  return <DeploymentPage id={(await params).deploymentId} />;
}
