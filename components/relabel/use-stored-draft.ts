import { useCallback, useEffect, useRef, useState } from "react";

/** Writing a long text to storage takes its time: not with every key. */
const STORE_AFTER_MS = 300;

export type ChangeDraft<Draft> = (change: (before: Draft) => Draft) => void;

export type StoredDraftOptions<Draft> = {
  readonly key: string;
  /** null for what is not ours. */
  readonly parse: (text: string | null) => Draft | null;
  /** For the first visit. */
  readonly first: () => Draft | Promise<Draft>;
};

/**
 * A draft, kept in this browser over a reload. The server knows no draft: null until the page runs in the browser.
 *
 * @param options taken once
 */
export function useStoredDraft<Draft>(options: StoredDraftOptions<Draft>): [Draft | null, ChangeDraft<Draft>] {
  const [draft, setDraft] = useState<Draft | null>(null);
  const { key } = options;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is stored is read once
  useEffect(() => {
    let isGone = false;
    void Promise.resolve(options.parse(readStored(key)) ?? options.first()).then((read) => {
      if (!isGone) setDraft(read);
    });
    return () => {
      isGone = true;
    };
  }, []);

  const newest = useRef(draft);
  useEffect(() => {
    newest.current = draft;
    const timer = setTimeout(() => writeStored(key, draft), STORE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft, key]);
  useEffect(() => {
    // Whoever leaves in that moment keeps the last key, too.
    const store = () => writeStored(key, newest.current);
    window.addEventListener("pagehide", store);
    return () => {
      window.removeEventListener("pagehide", store);
      store();
    };
  }, [key]);

  const change = useCallback<ChangeDraft<Draft>>((next) => setDraft((before) => (before === null ? before : next(before))), []);
  return [draft, change];
}

// A browser that forbids storage, or has no room left, still gets a lab.
function readStored(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeStored(key: string, draft: unknown): void {
  if (draft === null) return;
  try {
    window.localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Nothing to do: the draft lives as long as the page.
  }
}
