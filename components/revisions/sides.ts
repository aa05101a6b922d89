import { sideSchema } from "@/lib/deployments/drift/schema";

/** What can be compared besides stored revisions. */
export const SIDES = ["live", "next", "disk", "loaded"] as const;

/** The side that a URL names; null for none or one that cannot be. */
export function parseSide(text: string | null): string | null {
  const side = sideSchema.safeParse(text);
  return side.success ? side.data : null;
}
