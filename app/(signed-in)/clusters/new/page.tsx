import type { Metadata } from "next";
import { NewCluster } from "@/components/clusters/new-cluster";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("clusters"))("new.title") };
}

export default async function NewClusterPage() {
  await requirePageActor();
  return <NewCluster />;
}
