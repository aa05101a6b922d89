import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { ok, type Result } from "@/lib/result";
import { assembleBundle } from "./assemble-bundle";
import type { Bundle, RenderCluster } from "./bundle";
import { splitConfig } from "./job-files";
import type { Layout } from "./layout";
import { renderConfig } from "./render-config";
import { selfAddressOf } from "./self-address";

/** One cluster with the credentials that its files hold. */
export type BundleCluster = { readonly cluster: RenderCluster; readonly token: string; readonly caPem: string | null };

/**
 * Renders everything that one server needs. The command line, the plan and the deployment all call this:
 * the same values give the same bytes.
 * @param server its URL says under which port it can scrape itself
 */
export function renderBundle(
  server: { readonly url: string; readonly prometheusVersion: PrometheusVersion; readonly layout: Layout },
  baseConfig: string,
  clusters: readonly BundleCluster[],
): Result<Bundle> {
  const { prometheusVersion, url, layout } = server;
  const rendered = renderConfig({
    server: { prometheusVersion, selfAddress: selfAddressOf(url) },
    layout,
    baseConfig,
    clusters: clusters.map(({ cluster }) => cluster),
  });
  if (!rendered.ok) return rendered;
  const credentials = clusters.map(({ cluster, token, caPem }) => ({ cluster: cluster.name, token, caPem }));
  if (layout.files === "one") return ok(assembleBundle(rendered.value, credentials, { layout }));
  const split = splitConfig(rendered.value, baseConfig);
  return split.ok ? ok(assembleBundle(rendered.value, credentials, { layout, split: split.value })) : split;
}
