import { useEffect, useRef, useState } from "react";
import { useWorkerRunner } from "@/components/relabel/use-worker-runner";
import { type RunnerWorker, WORKER_TIMEOUT_MS, type WorkerReply } from "@/components/relabel/worker-runner";
import type { MetricLabAnswer, MetricLabRequest } from "@/lib/relabel-lab/metric-lab-request";
import type { KnownLabel } from "@/lib/relabel-lab/target-store";

export type MetricLabFailure = Exclude<WorkerReply<MetricLabAnswer>, { kind: "done" }>;

export type MetricLabState = {
  /** The newest one; while rules or target cannot be read its outcome is null. */
  readonly answer: MetricLabAnswer | null;
  /** The last outcome that there was, to look at while rules are being typed. */
  readonly lastOutcome: MetricLabAnswer["outcome"];
  readonly failure: MetricLabFailure | null;
  readonly labels: readonly KnownLabel[];
  readonly durationMs: number;
};

const NOTHING: MetricLabState = { answer: null, lastOutcome: null, failure: null, labels: [], durationMs: 0 };

/** Reading and running a large file takes longer than a pasted text. */
const FILE_TIMEOUT_MS = 60_000;

function startWorker(): RunnerWorker<MetricLabAnswer> {
  return new Worker(new URL("./metric.worker.ts", import.meta.url), { type: "module", name: "metric-relabel" });
}

/** What the rules do to the scrape, computed beside the page. */
export function useMetricLab(request: MetricLabRequest): MetricLabState {
  const [state, setState] = useState<MetricLabState>(NOTHING);
  const takeReply = useRef((reply: WorkerReply<MetricLabAnswer>) => setState((before) => withReply(before, reply)));
  const run = useWorkerRunner<MetricLabRequest, MetricLabAnswer>({
    startWorker,
    onReply: takeReply.current,
    timeoutMs: ({ source }) => (source.kind === "text" ? WORKER_TIMEOUT_MS : FILE_TIMEOUT_MS),
  });
  useEffect(() => run(request), [run, request]);
  return state;
}

function withReply(before: MetricLabState, reply: WorkerReply<MetricLabAnswer>): MetricLabState {
  if (reply.kind !== "done") return { ...before, answer: null, lastOutcome: null, failure: reply };
  const { result, durationMs } = reply;
  const isReadable = result.rulesProblems.length === 0 && result.targetProblems.length === 0;
  return {
    answer: result,
    // Of another scrape nothing may stay on the page.
    lastOutcome: isReadable || result.labels !== null ? result.outcome : before.lastOutcome,
    failure: null,
    labels: result.labels ?? before.labels,
    durationMs,
  };
}
