import type { Metadata } from "next";
import { RolloutPage } from "@/components/rollouts/rollout-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("rollouts"))("title") };
}

export default async function Page({ params }: PageProps<"/rollouts/[rolloutId]">) {
  await requirePageActor();
  return <RolloutPage id={(await params).rolloutId} />;
}
