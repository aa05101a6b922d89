import { route } from "@/lib/http/route";
import { getPullBundle } from "@/lib/pull/get-pull-bundle";
import { requireHost } from "@/lib/pull/require-host";

/** A host is not signed in: the token of its server is what it has, and that server's files are all it gets. */
export const GET = route({ access: "public" }, async ({ request }) => {
  const host = await requireHost(request);
  const seen = /^(?:W\/)?"([^"]*)"$/.exec(request.headers.get("if-none-match") ?? "")?.[1] ?? null;
  const found = await getPullBundle(host, seen);
  switch (found.kind) {
    case "nothing":
      return new Response(null, { status: 204 });
    case "same":
      return new Response(null, { status: 304, headers: { etag: `"${found.tag}"` } });
    case "archive":
      return new Response(new Uint8Array(found.bytes), {
        headers: { "content-type": "application/gzip", etag: `"${found.tag}"`, "x-promfleet-sha256": found.digest },
      });
  }
});
