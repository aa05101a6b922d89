"use client";

import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useDeferredValue, useMemo } from "react";
import type { RenderedConfig } from "@/lib/bundles/bundle";
import { changedLines } from "@/lib/bundles/line-changes";
import { clusterListQuery } from "@/lib/queries/clusters";
import { planQuery } from "@/lib/queries/servers";
import type { Result } from "@/lib/result";
import { renderDraft } from "./render-draft";
import { useDraft } from "./use-draft";

export type Preview = {
  readonly result: Result<RenderedConfig>;
  readonly changes: ReturnType<typeof changedLines>;
  /** False until the clusters are known. */
  readonly isReady: boolean;
  readonly hasDeployed: boolean;
};

export const PreviewContext = createContext<Preview | null>(null);

/** The preview of the form around; rendered once, shown in several places. */
export function usePreview(): Preview {
  const preview = useContext(PreviewContext);
  if (preview === null) throw new Error("a preview stands outside of <PreviewProvider>");
  return preview;
}

/**
 * What the draft would deploy, rendered here while people type, and where it differs from what is deployed.
 * `serverId` is null while the server is being registered: then there is nothing to compare with.
 */
export function useRenderedDraft(serverId: string | null): Preview {
  const { draft } = useDraft();
  const clusters = useQuery(clusterListQuery).data;
  const plan = useQuery({ ...planQuery(serverId ?? ""), enabled: serverId !== null }).data;
  const { url, prometheusVersion, clusterIds, baseConfig, transport, fileLayout } = draft;
  // The key that was just pressed shows in the editor first, then here.
  const shown = useDeferredValue(
    useMemo(
      () => ({ url, prometheusVersion, clusterIds, baseConfig, transport, fileLayout }),
      [url, prometheusVersion, clusterIds, baseConfig, transport, fileLayout],
    ),
  );
  const askedVersion = plan?.prometheusVersion ?? null;
  const result = useMemo(() => renderDraft(shown, { clusters: clusters ?? [], askedVersion }), [shown, clusters, askedVersion]);
  const deployed = plan?.deployedConfig ?? "";
  const changes = useMemo(
    () => (result.ok && deployed !== "" ? changedLines(deployed, result.value.text) : []),
    [result, deployed],
  );
  return { result, changes, isReady: clusters !== undefined, hasDeployed: deployed !== "" };
}
