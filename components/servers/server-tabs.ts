export const SERVER_TABS = ["overview", "health", "settings", "base-config", "plan", "drift", "history"] as const;
export type ServerTab = (typeof SERVER_TABS)[number];

/** The tab that a URL names; the overview for none or an unknown one. */
export function parseServerTab(text: string | null): ServerTab {
  return SERVER_TABS.find((tab) => tab === text) ?? "overview";
}

/** Both tabs edit one draft, so that leaving one for the other loses nothing. */
export function isEditorTab(tab: ServerTab): tab is "settings" | "base-config" {
  return tab === "settings" || tab === "base-config";
}
