import { readJsonBody } from "@/lib/http/read-body";
import { route } from "@/lib/http/route";
import { acceptReport } from "@/lib/pull/accept-report";
import { requireHost } from "@/lib/pull/require-host";
import { PULL_REPORT_BYTES_MAX, pullReportSchema } from "@/lib/pull/schema";

/** A host is not signed in: the token of its server is what it has. */
export const POST = route({ access: "public" }, async ({ request }) => {
  const host = await requireHost(request);
  await acceptReport(host, pullReportSchema.parse(await readJsonBody(request, PULL_REPORT_BYTES_MAX)));
  return new Response(null, { status: 204 });
});
