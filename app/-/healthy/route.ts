/** The process is alive; nothing else is looked at. */
export function GET(): Response {
  return new Response("Promfleet is healthy.\n", { headers: { "cache-control": "no-store" } });
}
