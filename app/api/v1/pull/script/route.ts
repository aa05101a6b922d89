import { route } from "@/lib/http/route";
import { pullScript } from "@/lib/pull/pull-script";

/** The script holds nothing of anybody's: whoever reads it knows what it would do. */
export const GET = route({ access: "public" }, async () => {
  return new Response(pullScript(), { headers: { "content-type": "text/x-shellscript; charset=utf-8" } });
});
