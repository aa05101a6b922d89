import type { ReactNode } from "react";
import { AppFrame } from "@/components/app-shell/app-frame";
import { PublicFrame } from "@/components/app-shell/public-frame";
import { requireLabActor } from "@/lib/access/page-actor";

/** The lab may be open to everybody; who is signed in sees it inside the whole product all the same. */
export default async function LabLayout({ children }: { children: ReactNode }) {
  const actor = await requireLabActor();
  if (actor === null) return <PublicFrame>{children}</PublicFrame>;
  return <AppFrame actor={{ name: actor.name, email: actor.email }}>{children}</AppFrame>;
}
