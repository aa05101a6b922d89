import type { Metadata } from "next";
import { SignInForm } from "@/components/access/sign-in-form";
import { redirectSignedIn, safeReturnPath } from "@/lib/access/page-actor";
import { requestTranslator } from "@/lib/i18n/request-locale";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator("access"))("signIn.title") };
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ returnTo?: string }> }) {
  const { returnTo } = await searchParams;
  await redirectSignedIn(returnTo);
  return <SignInForm returnTo={safeReturnPath(returnTo ?? null)} />;
}
