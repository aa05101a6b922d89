import { useCallback, useEffect, useRef, useState } from "react";
import { type LabDraft, parseLabDraft } from "@/lib/relabel-lab/lab-draft";

const STORAGE_KEY = "promfleet.relabel-lab";

/** Writing a long text to storage takes its time: not with every key. */
const STORE_AFTER_MS = 300;

type ChangeDraft = (change: (before: LabDraft) => LabDraft) => void;

/** The draft, kept in this browser over a reload. The server knows no draft: null until the page runs in the browser. */
export function useLabDraft(first: () => LabDraft): [LabDraft | null, ChangeDraft] {
  const [draft, setDraft] = useState<LabDraft | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is stored is read once
  useEffect(() => setDraft(parseLabDraft(readStored()) ?? first()), []);

  const newest = useRef(draft);
  useEffect(() => {
    newest.current = draft;
    const timer = setTimeout(() => writeStored(draft), STORE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    // Whoever leaves in that moment keeps the last key, too.
    const store = () => writeStored(newest.current);
    window.addEventListener("pagehide", store);
    return () => {
      window.removeEventListener("pagehide", store);
      store();
    };
  }, []);

  const change = useCallback<ChangeDraft>((next) => setDraft((before) => (before === null ? before : next(before))), []);
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

function writeStored(draft: LabDraft | null): void {
  if (draft === null) return;
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(draft));
  } catch {
    // Nothing to do: the draft lives as long as the page.
  }
}
