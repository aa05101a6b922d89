import type { ReactNode } from "react";
import { AppFrame } from "@/components/app-shell/app-frame";
import { requirePageActor } from "@/lib/access/page-actor";

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const { name, email } = await requirePageActor();
  return <AppFrame actor={{ name, email }}>{children}</AppFrame>;
}
