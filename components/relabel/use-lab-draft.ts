import { useCallback, useEffect, useState } from "react";
import { type LabDraft, parseLabDraft } from "@/lib/relabel-lab/lab-draft";

const STORAGE_KEY = "promfleet.relabel-lab";

/** The draft, kept in this browser over a reload. The server knows no draft: null until the page runs in the browser. */
export function useLabDraft(first: () => LabDraft): [LabDraft | null, (draft: LabDraft) => void] {
  const [draft, setDraft] = useState<LabDraft | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is stored is read once
  useEffect(() => setDraft(parseLabDraft(readStored()) ?? first()), []);

  const change = useCallback((next: LabDraft) => {
    setDraft(next);
    writeStored(JSON.stringify(next));
  }, []);
  return [draft, change];
}

// A browser that forbids storage, or has no room left, still gets a lab.
function readStored(): string | null {
  try {
    return window.localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function writeStored(text: string): void {
  try {
    window.localStorage.setItem(STORAGE_KEY, text);
  } catch {
    // Nothing to do: the draft lives as long as the page.
  }
}
