export const CLUSTER_TABS = ["settings", "checkup", "access", "targets", "budget"] as const;
export type ClusterTab = (typeof CLUSTER_TABS)[number];

/** The tab that a URL names; the settings for none or an unknown one. */
export function parseClusterTab(text: string | null): ClusterTab {
  return CLUSTER_TABS.find((tab) => tab === text) ?? "settings";
}
