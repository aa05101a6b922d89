import { useEffect, useMemo, useRef, useState } from "react";
import type { Finding } from "@/lib/prometheus/checks/finding";
import type { LabAnswer, LabRequest, LabResult } from "@/lib/relabel-lab/lab-request";
import type { KnownLabel } from "@/lib/relabel-lab/target-store";
import { useWorkerRunner } from "./use-worker-runner";
import { type RunnerWorker, WORKER_TIMEOUT_MS, type WorkerReply } from "./worker-runner";

export type LabFailure = Exclude<WorkerReply<LabResult>, { kind: "done" }>;

export type LabState = {
  /** The newest one; while rules cannot be read its outcome is null. */
  readonly answer: LabAnswer | null;
  /** The last outcome that there was, to look at while rules are being typed. */
  readonly lastOutcome: LabAnswer["outcome"];
  readonly failure: LabFailure | null;
  readonly findings: readonly Finding[];
  /** Kept targets that the findings say nothing of. */
  readonly uncheckedCount: number;
  readonly labels: readonly KnownLabel[];
  readonly durationMs: number;
  /** The request that `answer` belongs to. */
  readonly answered: LabRequest | null;
};

const NOTHING: LabState = {
  answer: null,
  lastOutcome: null,
  failure: null,
  findings: [],
  uncheckedCount: 0,
  labels: [],
  durationMs: 0,
  answered: null,
};

/** Reading a hundred megabytes takes a while. */
const LOAD_TIMEOUT_MS = 120_000;
/** Many targets, on a machine that is busy. */
const BULK_TIMEOUT_MS = 15_000;
/** People type on; checks may wait. */
const FINDINGS_AFTER_MS = 400;

function startWorker(): RunnerWorker<LabResult> {
  return new Worker(new URL("./relabel.worker.ts", import.meta.url), { type: "module", name: "relabel" });
}

/** What the rules do to the loaded targets, computed beside the page. */
export function useLab(request: LabRequest): LabState {
  const [state, setState] = useState<LabState>(NOTHING);
  const loadedId = useRef<string | null>(null);
  const checkTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const runLater = useRef<(request: LabRequest) => void>(() => undefined);

  const onReply = (reply: WorkerReply<LabResult>, asked: LabRequest | null) => {
    if (reply.kind !== "done") {
      loadedId.current = null;
      // The answer to these rules is on the page; that nobody could check them further is no news.
      if (asked?.wants !== "findings") setState((before) => ({ ...before, failure: reply, lastOutcome: null, answer: null }));
      return;
    }
    if (asked !== null) loadedId.current = sourceKey(asked);
    setState((before) => withResult(before, reply, asked));
    if (reply.result.wants !== "answer" || asked === null) return;
    clearTimeout(checkTimer.current);
    checkTimer.current = setTimeout(() => runLater.current({ ...asked, wants: "findings" }), FINDINGS_AFTER_MS);
  };
  const run = useWorkerRunner<LabRequest, LabResult>({
    startWorker,
    onReply,
    timeoutMs: (asked, isFirst) => limitOf(asked, isFirst || sourceKey(asked) !== loadedId.current),
    isCancellable: true,
  });

  useEffect(() => {
    runLater.current = run;
    clearTimeout(checkTimer.current);
    run(request);
    return () => clearTimeout(checkTimer.current);
  }, [run, request]);
  return state;
}

function withResult(
  before: LabState,
  { result, durationMs }: Extract<WorkerReply<LabResult>, { kind: "done" }>,
  asked: LabRequest | null,
): LabState {
  if (result.wants === "findings") return { ...before, findings: result.findings, uncheckedCount: result.uncheckedCount };
  const isReadable = result.rulesProblems.length === 0;
  return {
    ...before,
    answer: result,
    // Of other targets nothing may stay on the page.
    lastOutcome: isReadable || result.labels !== null ? result.outcome : before.lastOutcome,
    failure: null,
    findings: isReadable ? before.findings : [],
    uncheckedCount: isReadable ? before.uncheckedCount : 0,
    labels: result.labels ?? before.labels,
    durationMs,
    answered: asked,
  };
}

function limitOf({ source }: LabRequest, isLoading: boolean): number {
  if (source.kind !== "blob") return WORKER_TIMEOUT_MS;
  return isLoading ? LOAD_TIMEOUT_MS : BULK_TIMEOUT_MS;
}

function sourceKey({ source }: LabRequest): string {
  return source.kind === "blob" ? source.id : source.kind;
}

/** A request that stays the same object while nothing in it changes. */
export function useLabRequest({ rules, source, view }: Omit<LabRequest, "wants">): LabRequest {
  return useMemo(() => ({ wants: "answer", rules, source, view }), [rules, source, view]);
}
