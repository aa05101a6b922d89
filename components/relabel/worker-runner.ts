/** What a worker sends: first that it listens, then one answer per draft. */
export type WorkerMessage<Result> = "ready" | "cancelled" | { readonly result: Result };

/** The part of a Worker that is used; a test hands in its own. */
export type RunnerWorker<Result> = Pick<Worker, "postMessage" | "terminate"> & {
  onmessage: ((event: MessageEvent<WorkerMessage<Result>>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
};

/** A result with how long it took, or what went wrong with the worker. */
export type WorkerReply<Result> =
  | { readonly kind: "done"; readonly result: Result; readonly durationMs: number }
  | { readonly kind: "too_slow"; readonly timeoutMs: number }
  | { readonly kind: "crashed" };

/** Longer than any real rule list needs on one target; the limit is for hostile ones. */
export const WORKER_TIMEOUT_MS = 4000;
/** A worker that has not loaded by then never will. */
export const WORKER_START_TIMEOUT_MS = 60_000;

export type WorkerRunnerOptions<Draft, Result> = {
  readonly startWorker: () => RunnerWorker<Result>;
  readonly onReply: (reply: WorkerReply<Result>, draft: Draft | null) => void;
  /** How long one draft may take; `isFirst` for a worker that knows nothing yet. */
  readonly timeoutMs?: (draft: Draft, isFirst: boolean) => number;
  /** The worker understands "cancel" and answers "cancelled" or, when it was about to end anyway, the result. */
  readonly isCancellable?: boolean;
};

export type WorkerRunner<Draft> = { readonly run: (draft: Draft) => void; readonly stop: () => void };

/**
 * Runs drafts in a worker, one at a time: of those that come meanwhile only the newest is run next.
 * A run that takes too long ends with its worker; the next draft starts a new one.
 */
export function startWorkerRunner<Draft, Result>(options: WorkerRunnerOptions<Draft, Result>): WorkerRunner<Draft> {
  const { startWorker, onReply, timeoutMs = () => WORKER_TIMEOUT_MS, isCancellable = false } = options;
  let worker: RunnerWorker<Result> | null = null;
  let waiting: { readonly draft: Draft } | null = null;
  let running: { readonly draft: Draft } | null = null;
  let state: "off" | "starting" | "idle" | "busy" | "cancelling" = "off";
  let isFirst = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function start(): void {
    worker = startWorker();
    state = "starting";
    isFirst = true;
    timer = setTimeout(() => fail({ kind: "crashed" }), WORKER_START_TIMEOUT_MS);
    worker.onmessage = () => settle(null);
    worker.onerror = () => fail({ kind: "crashed" });
  }

  function begin(to: RunnerWorker<Result>, draft: Draft): void {
    const startedAt = performance.now();
    const limitMs = timeoutMs(draft, isFirst);
    running = { draft };
    state = "busy";
    timer = setTimeout(() => fail({ kind: "too_slow", timeoutMs: limitMs }), limitMs);
    to.onmessage = ({ data }) => {
      if (data === "cancelled") settle(null);
      else if (data !== "ready") settle({ kind: "done", result: data.result, durationMs: performance.now() - startedAt });
    };
    to.postMessage(draft);
  }

  /** The worker has nothing to do: tell, and go on with what came meanwhile. */
  function settle(reply: WorkerReply<Result> | null): void {
    clearTimeout(timer);
    if (reply !== null) isFirst = false;
    const draft = running?.draft ?? null;
    running = null;
    state = "idle";
    if (reply !== null) onReply(reply, draft);
    next();
  }

  function next(): void {
    if (waiting === null) return;
    if (worker === null) start();
    else if (state === "idle") {
      const { draft } = waiting;
      waiting = null;
      begin(worker, draft);
    } else if (state === "busy" && isCancellable) {
      state = "cancelling";
      worker.postMessage("cancel");
    }
  }

  function stop(): void {
    clearTimeout(timer);
    worker?.terminate();
    worker = null;
    running = null;
    state = "off";
  }

  function fail(reply: Exclude<WorkerReply<Result>, { kind: "done" }>): void {
    const draft = running?.draft ?? null;
    stop();
    onReply(reply, draft);
    // A draft that came while the failed one ran deserves its own try; one that waited for the start does not.
    if (reply.kind === "too_slow") next();
    else waiting = null;
  }

  return {
    run(draft: Draft): void {
      waiting = { draft };
      next();
    },
    stop(): void {
      waiting = null;
      stop();
    },
  };
}
