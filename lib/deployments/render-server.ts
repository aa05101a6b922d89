import "server-only";
import type { Bundle } from "@/lib/bundles/bundle";
import { type Layout, layoutOf } from "@/lib/bundles/layout";
import { maskConfig } from "@/lib/bundles/mask-config";
import { renderBundleInTurns } from "@/lib/bundles/render-bundle";
import { renderConfig } from "@/lib/bundles/render-config";
import { selfAddressOf } from "@/lib/bundles/self-address";
import { getRenderSources, type RenderSource } from "@/lib/db/render-sources";
import type { ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { Result } from "@/lib/result";
import { takeTurns } from "@/lib/take-turns";

/** What a server would get, and the rows that it was made of. */
export type RenderedServer = { readonly bundle: Bundle; readonly sources: readonly RenderSource[] };

/** Renders a server from its rows. The plan and the deployment both call this: equal rows give an equal digest. */
export async function renderServer(server: ServerRecord, prometheusVersion: PrometheusVersion): Promise<RenderedServer> {
  const sources = await getRenderSources(server.clusters.map(({ id }) => id));
  const clusters = sources.map(({ cluster, token, caPem }) => ({ cluster, token: token.reveal(), caPem }));
  const layout = layoutFor(server, prometheusVersion);
  const target = { url: server.url, prometheusVersion, layout };
  const bundle = await takeTurns(renderBundleInTurns(target, server.baseConfig.reveal(), clusters));
  return { bundle: valueOrThrow(bundle), sources };
}

/**
 * The main config as people may see it. Only the base config holds secrets, so it is masked before its many clusters
 * are added: masking reads every value.
 */
export function renderMasked(server: ServerRecord, version: PrometheusVersion, { bundle, sources }: RenderedServer): string {
  const masked = maskConfig(server.baseConfig.reveal());
  if (masked === server.baseConfig.reveal()) return bundle.config;
  const rendered = renderConfig({
    server: { prometheusVersion: version, selfAddress: selfAddressOf(server.url) },
    layout: layoutFor(server, version),
    baseConfig: masked,
    clusters: sources.map(({ cluster }) => cluster),
  });
  return valueOrThrow(rendered).text;
}

function layoutFor({ transport, policy }: ServerRecord, version: PrometheusVersion): Layout {
  return layoutOf({ transport, fileLayout: policy.fileLayout }, version);
}

function valueOrThrow<T>(rendered: Result<T>): T {
  if (!rendered.ok) throw new AppError("invalid_input", { problems: rendered.problems });
  return rendered.value;
}
