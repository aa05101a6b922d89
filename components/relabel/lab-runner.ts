import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { LabResult } from "@/lib/relabel-lab/run-lab";

/** What the worker sends: first that it listens, then one result per draft. */
export type LabMessage = "ready" | LabResult;

/** The part of a Worker that is used; a test hands in its own. */
export type LabWorker = Pick<Worker, "postMessage" | "terminate"> & {
  onmessage: ((event: MessageEvent<LabMessage>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
};

/** A result with how long it took, or what went wrong with the worker. */
export type LabReply =
  | { readonly kind: "done"; readonly result: LabResult; readonly durationMs: number }
  | { readonly kind: "too_slow" }
  | { readonly kind: "crashed" };

/** Longer than any real rule list needs; the limit is for hostile ones. */
export const LAB_TIMEOUT_MS = 4000;
/** A worker that has not loaded by then never will. */
export const LAB_START_TIMEOUT_MS = 60_000;

/**
 * Runs drafts in a worker, one at a time: of those that come meanwhile only the newest is run next.
 * A run that takes too long ends with its worker; the next draft starts a new one.
 */
export function startLabRunner(startWorker: () => LabWorker, onReply: (reply: LabReply) => void) {
  let worker: LabWorker | null = null;
  let waiting: LabDraft | null = null;
  let isIdle = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function start(): void {
    worker = startWorker();
    timer = setTimeout(() => fail("crashed"), LAB_START_TIMEOUT_MS);
    worker.onmessage = () => settle(null);
    worker.onerror = () => fail("crashed");
  }

  function begin(to: LabWorker, draft: LabDraft): void {
    const startedAt = performance.now();
    isIdle = false;
    timer = setTimeout(() => fail("too_slow"), LAB_TIMEOUT_MS);
    to.onmessage = ({ data }) => {
      if (data !== "ready") settle({ kind: "done", result: data, durationMs: performance.now() - startedAt });
    };
    to.postMessage(draft);
  }

  /** The worker has nothing to do: tell, and go on with what came meanwhile. */
  function settle(reply: LabReply | null): void {
    clearTimeout(timer);
    isIdle = true;
    if (reply !== null) onReply(reply);
    next();
  }

  function next(): void {
    if (waiting === null) return;
    if (worker === null) start();
    else if (isIdle) {
      const draft = waiting;
      waiting = null;
      begin(worker, draft);
    }
  }

  function stop(): void {
    clearTimeout(timer);
    worker?.terminate();
    worker = null;
    isIdle = false;
  }

  function fail(kind: "too_slow" | "crashed"): void {
    stop();
    onReply({ kind });
    // A draft that came while the failed one ran deserves its own try; one that waited for the start does not.
    if (kind === "too_slow") next();
    else waiting = null;
  }

  return {
    run(draft: LabDraft): void {
      waiting = draft;
      next();
    },
    stop(): void {
      waiting = null;
      stop();
    },
  };
}
