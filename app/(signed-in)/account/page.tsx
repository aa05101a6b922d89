import type { Metadata } from "next";
import { AccountPanel } from "@/components/access/account-panel";
import { requirePageActor } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("access"))("account.title") };
}

export default async function AccountPage() {
  const { email } = await requirePageActor();
  return <AccountPanel email={email} />;
}
