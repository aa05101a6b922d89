import { useSyncExternalStore } from "react";

const STORAGE_KEY = "promfleet.rule-tests";

// The text as it is now: a browser that has no room left must not bring an older one back.
let current: string | null = null;
const listeners = new Set<() => void>();

/** The file of tests, kept in this browser as the very text. The server knows none: null until the page runs in the browser. */
export function useStoredSuite(): [string | null, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, readSuite, () => null);
  return [text, writeSuite];
}

function readSuite(): string {
  current ??= readStored();
  return current;
}

function writeSuite(text: string): void {
  current = text;
  try {
    window.localStorage.setItem(STORAGE_KEY, text);
  } catch {
    // Nothing to do: the text lives as long as the page.
  }
  for (const listener of listeners) listener();
}

function readStored(): string {
  try {
    return window.localStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return "";
  }
}

/** Another tab may write, too. */
function subscribe(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== STORAGE_KEY) return;
    current = null;
    listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}
