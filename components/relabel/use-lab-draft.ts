import { type LabDraft, parseLabDraft } from "@/lib/relabel-lab/lab-draft";
import { type ChangeDraft, useStoredDraft } from "./use-stored-draft";

/** The draft of the lab of targets. */
export function useLabDraft(first: () => LabDraft): [LabDraft | null, ChangeDraft<LabDraft>] {
  return useStoredDraft({ key: "promfleet.relabel-lab", parse: parseLabDraft, first });
}
