import { useEffect, useState } from "react";
import { type LabDraft, parseLabDraft } from "@/lib/relabel-lab/lab-draft";

/** Where the lab's view of targets keeps its draft. */
const STORAGE_KEY = "promfleet.relabel-lab";

/** The rules that are in the lab now; null when there are none. */
export function useLabRules(): LabDraft | null {
  const [draft, setDraft] = useState<LabDraft | null>(null);
  useEffect(() => {
    const read = () => setDraft(readDraft());
    read();
    window.addEventListener("storage", read);
    return () => window.removeEventListener("storage", read);
  }, []);
  return draft;
}

function readDraft(): LabDraft | null {
  try {
    return parseLabDraft(window.localStorage.getItem(STORAGE_KEY));
  } catch {
    return null;
  }
}
