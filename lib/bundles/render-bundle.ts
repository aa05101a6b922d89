import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { ok, type Result } from "@/lib/result";
import { assembleBundle } from "./assemble-bundle";
import type { Bundle, RenderCluster } from "./bundle";
import { splitConfig } from "./job-files";
import type { Layout } from "./layout";
import { renderConfigInTurns } from "./render-config";
import { runThrough } from "./run-through";
import { selfAddressOf } from "./self-address";

/** One cluster with the credentials that its files hold. */
export type BundleCluster = { readonly cluster: RenderCluster; readonly token: string; readonly caPem: string | null };

type BundleServer = { readonly url: string; readonly prometheusVersion: PrometheusVersion; readonly layout: Layout };

/**
 * Renders everything that one server needs. The command line, the plan and the deployment all call this:
 * the same values give the same bytes.
 * @param server its URL says under which port it can scrape itself
 */
export function renderBundle(server: BundleServer, baseConfig: string, clusters: readonly BundleCluster[]): Result<Bundle> {
  return runThrough(renderBundleInTurns(server, baseConfig, clusters));
}

/** The same, with turns for others between clusters. */
export function* renderBundleInTurns(
  server: BundleServer,
  baseConfig: string,
  clusters: readonly BundleCluster[],
): Generator<undefined, Result<Bundle>> {
  const { prometheusVersion, url, layout } = server;
  const rendered = yield* renderConfigInTurns({
    server: { prometheusVersion, selfAddress: selfAddressOf(url) },
    layout,
    baseConfig,
    clusters: clusters.map(({ cluster }) => cluster),
  });
  if (!rendered.ok) return rendered;
  const credentials = clusters.map(({ cluster, token, caPem }) => ({ cluster: cluster.name, token, caPem }));
  if (layout.files === "one") return ok(yield* assembleBundle(rendered.value, credentials, { layout }));
  const split = yield* splitConfig(rendered.value, baseConfig);
  return split.ok ? ok(yield* assembleBundle(rendered.value, credentials, { layout, split: split.value })) : split;
}
