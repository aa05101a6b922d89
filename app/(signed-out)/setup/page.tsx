import type { Metadata } from "next";
import { SetupForm } from "@/components/access/setup-form";
import { requireSetupNeeded } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("access"))("setup.title") };
}

export default async function SetupPage() {
  await requireSetupNeeded();
  return <SetupForm />;
}
