import type { Metadata } from "next";
import { JobTemplateCatalogue } from "@/components/job-templates/job-template-catalogue";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("shell"))("navigation.jobTemplates") };
}

export default async function JobTemplatesPage() {
  await requirePageActor();
  return <JobTemplateCatalogue />;
}
