import { findUnreadiness } from "@/lib/readiness";

// Without it Next would answer from the build.
export const dynamic = "force-dynamic";

/** 200 when requests can be served, 503 with the reason when not. */
export async function GET(): Promise<Response> {
  const reason = await findUnreadiness();
  const headers = { "cache-control": "no-store" };
  if (reason === null) return new Response("Promfleet is ready.\n", { headers });
  return new Response(`Promfleet is not ready: ${reason}.\n`, { status: 503, headers });
}
