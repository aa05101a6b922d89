import { renderConfig } from "@/lib/bundles/render-config";
import type { JobTemplateId } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import type { Result } from "@/lib/result";

const FOLDER = "promfleet/credentials/my-cluster";

/** What a template with its default parameters gives for a made-up cluster. */
export function renderTemplateExample(template: JobTemplateId): Result<string> {
  const rendered = renderConfig({
    server: { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" },
    baseConfig: "",
    clusters: [
      {
        name: "my-cluster",
        apiServer: "https://api-server.example:6443",
        tlsServerName: null,
        caFile: `${FOLDER}/ca-0123456789ab.crt`,
        tokenFile: `${FOLDER}/token-0123456789ab`,
        labels: {},
        jobs: [{ template, parameters: {} }],
      },
    ],
  });
  return rendered.ok ? { ok: true, value: rendered.value.text } : rendered;
}
