"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type LabDraft, parseLabDraft } from "@/lib/relabel-lab/lab-draft";
import { decodeLabLink, isLabLink } from "@/lib/relabel-lab/share-link";
import type { Problem } from "@/lib/result";

/** Holds the own draft while a shared one is in the lab: it survives a reload. */
const OWN_DRAFT_KEY = "promfleet.relabel-lab.own";

export type SharedDraftState =
  | { readonly kind: "none" }
  | { readonly kind: "opened"; readonly own: LabDraft }
  | { readonly kind: "failed"; readonly problem: Problem };

export type SharedDraft = {
  readonly state: SharedDraftState;
  readonly goBack: () => void;
  readonly dismiss: () => void;
};

/**
 * Opens a link of the lab, on loading and when the fragment changes, and keeps the draft that was there.
 *
 * @param draft null until the own draft was read
 */
export function useSharedDraft(draft: LabDraft | null, onOpen: (draft: LabDraft) => void): SharedDraft {
  const [state, setState] = useState<SharedDraftState>({ kind: "none" });
  const current = useRef({ draft, onOpen });
  useEffect(() => {
    current.current = { draft, onOpen };
  });

  const open = useCallback(async () => {
    const fragment = window.location.hash;
    if (!isLabLink(fragment)) return;
    // Gone from the address at once: a reload must not undo what is changed from here on.
    window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
    const shared = await decodeLabLink(fragment);
    if (!shared.ok) return setState({ kind: "failed", problem: shared.problems[0] });
    // With two links in a row the first draft is still the own one.
    const own = readOwn() ?? current.current.draft;
    if (own !== null) writeOwn(own);
    current.current.onOpen(shared.value);
    setState(own === null ? { kind: "none" } : { kind: "opened", own });
  }, []);

  const isReady = draft !== null;
  useEffect(() => {
    if (!isReady) return;
    const own = readOwn();
    if (own !== null) setState({ kind: "opened", own });
    void open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, [isReady, open]);

  const dismiss = useCallback(() => {
    // A link that failed changed nothing: an own draft that waits goes on waiting.
    const own = state.kind === "failed" ? readOwn() : null;
    writeOwn(own);
    setState(own === null ? { kind: "none" } : { kind: "opened", own });
  }, [state.kind]);
  const goBack = useCallback(() => {
    if (state.kind === "opened") current.current.onOpen(state.own);
    dismiss();
  }, [state, dismiss]);
  return { state, goBack, dismiss };
}

// A browser that forbids storage keeps the own draft as long as the page lives.
function readOwn(): LabDraft | null {
  try {
    return parseLabDraft(window.localStorage.getItem(OWN_DRAFT_KEY));
  } catch {
    return null;
  }
}

function writeOwn(draft: LabDraft | null): void {
  try {
    if (draft === null) window.localStorage.removeItem(OWN_DRAFT_KEY);
    else window.localStorage.setItem(OWN_DRAFT_KEY, JSON.stringify(draft));
  } catch {
    // Nothing to do.
  }
}
