/** The views of the lab page, in the order of their tabs; each keeps its own draft. */
export const LAB_VIEWS = ["targets", "metrics", "tests"] as const;
export type LabView = (typeof LAB_VIEWS)[number];

/** The view that a URL names; the targets for none or an unknown one. */
export function parseLabView(text: string | null): LabView {
  return LAB_VIEWS.find((view) => view === text) ?? "targets";
}
