import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { LabResult } from "@/lib/relabel-lab/run-lab";

/** The part of a Worker that is used; a test hands in its own. */
export type LabWorker = Pick<Worker, "postMessage" | "terminate"> & {
  onmessage: ((event: MessageEvent<LabResult>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
};

/** A result with how long it took, or what went wrong with the worker. */
export type LabReply =
  | { readonly kind: "done"; readonly result: LabResult; readonly durationMs: number }
  | { readonly kind: "too_slow" }
  | { readonly kind: "crashed" };

/** Longer than any real rule list needs; the limit is for hostile ones. */
export const LAB_TIMEOUT_MS = 4000;

/**
 * Runs drafts in a worker, one at a time: of those that come meanwhile only the newest is run next.
 * A run that takes too long ends with its worker.
 */
export function startLabRunner(startWorker: () => LabWorker, onReply: (reply: LabReply) => void) {
  let worker: LabWorker | null = null;
  let waiting: LabDraft | null = null;
  let running: { timer: ReturnType<typeof setTimeout>; startedAt: number } | null = null;

  function begin(draft: LabDraft): void {
    worker ??= startWorker();
    const startedAt = performance.now();
    running = { timer: setTimeout(() => fail("too_slow"), LAB_TIMEOUT_MS), startedAt };
    worker.onmessage = ({ data }) => finish({ kind: "done", result: data, durationMs: performance.now() - startedAt });
    worker.onerror = () => fail("crashed");
    worker.postMessage(draft);
  }

  function finish(reply: LabReply): void {
    if (running !== null) clearTimeout(running.timer);
    running = null;
    const next = waiting;
    waiting = null;
    onReply(reply);
    if (next !== null) begin(next);
  }

  function fail(kind: "too_slow" | "crashed"): void {
    worker?.terminate();
    worker = null;
    finish({ kind });
  }

  return {
    run(draft: LabDraft): void {
      if (running === null) begin(draft);
      else waiting = draft;
    },
    stop(): void {
      if (running !== null) clearTimeout(running.timer);
      running = null;
      waiting = null;
      worker?.terminate();
      worker = null;
    },
  };
}
