import type { Metadata } from "next";
import { NewRolloutPage } from "@/components/rollouts/new-rollout-page";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("rollouts"))("new.title") };
}

export default async function Page() {
  await requirePageActor();
  return <NewRolloutPage />;
}
