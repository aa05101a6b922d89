import { findJobFileList } from "@/lib/bundles/base-config";
import type { RenderCluster, RenderedConfig } from "@/lib/bundles/bundle";
import { layoutOf } from "@/lib/bundles/layout";
import { maskConfig } from "@/lib/bundles/mask-config";
import { renderConfig } from "@/lib/bundles/render-config";
import { selfAddressOf } from "@/lib/bundles/self-address";
import type { Cluster } from "@/lib/clusters/schema";
import { NEWEST_KNOWN_VERSION, type PrometheusVersion, parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { Result } from "@/lib/result";
import type { ServerDraft } from "./server-draft";

/** The fields that the rendered text depends on. */
export type RenderedFields = Pick<
  ServerDraft,
  "url" | "prometheusVersion" | "clusterIds" | "baseConfig" | "transport" | "fileLayout"
>;

export type DraftSources = {
  readonly clusters: readonly Cluster[];
  /** What the plan was rendered for; used while the draft names no version itself. */
  readonly askedVersion: string | null;
};

/**
 * Renders what a draft would deploy, in the browser and without saving.
 * Secrets in the base config are masked as they will be after saving: lines stay comparable.
 */
export function renderDraft(draft: RenderedFields, { clusters, askedVersion }: DraftSources): Result<RenderedConfig> {
  const chosen = new Set(draft.clusterIds);
  const prometheusVersion = versionOf(draft.prometheusVersion, askedVersion);
  const layout = layoutOf(draft, prometheusVersion);
  // The whole configuration is shown, however it is laid out; but a file for each cluster needs a place for its entry.
  const place = layout.files === "one" ? null : findJobFileList(draft.baseConfig);
  if (place?.ok === false) return place;
  const render = (baseConfig: string) =>
    renderConfig({
      server: { prometheusVersion, selfAddress: selfAddressOf(draft.url) },
      layout,
      baseConfig,
      clusters: clusters.filter(({ id }) => chosen.has(id)).map(toRenderCluster),
    });
  // Our own jobs hold no secrets, so masking the user's part alone gives the same text, and stays quick with many clusters.
  const masked = maskConfig(draft.baseConfig);
  if (masked === draft.baseConfig) return render(masked);
  // Problems are placed in what was typed, not in what is shown of it.
  const typed = render(draft.baseConfig);
  return typed.ok ? render(masked) : typed;
}

function toRenderCluster({ name, apiServer, tlsServerName, caFile, tokenFile, labels, jobs }: Cluster): RenderCluster {
  return { name, apiServer, tlsServerName, caFile, tokenFile, labels, jobs };
}

function versionOf(typed: string, asked: string | null): PrometheusVersion {
  return parsePrometheusVersion(typed) ?? parsePrometheusVersion(asked ?? "") ?? NEWEST_KNOWN_VERSION;
}
