"use client";

import type { ReactNode } from "react";
import { PreviewContext, useRenderedDraft } from "./use-preview";

/** Renders the draft of the form around it, once for all that show it or its problems. */
export function PreviewProvider({ serverId, children }: { serverId: string | null; children: ReactNode }) {
  return <PreviewContext value={useRenderedDraft(serverId)}>{children}</PreviewContext>;
}
