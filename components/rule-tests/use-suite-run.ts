import { useEffect, useState } from "react";
import { useWorkerRunner } from "@/components/relabel/use-worker-runner";
import type { RunnerWorker, WorkerReply } from "@/components/relabel/worker-runner";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { SuiteView } from "@/lib/rule-tests/suite-view";

/** The tests to run; with `rules` each runs with those of the lab instead of its own. */
export type SuiteDraft = { readonly text: string; readonly rules: LabDraft | null };

/** A file of thousands of tests takes some seconds. */
const TIMEOUT_MS = 30_000;
/** Pause in typing after which tests run. */
const PAUSE_MS = 200;

function startWorker(): RunnerWorker<SuiteView> {
  return new Worker(new URL("./rule-tests.worker.ts", import.meta.url), { type: "module", name: "rule tests" });
}

/** Verdicts of all tests, again after every change; null until the first. */
export function useSuiteRun(text: string, rules: LabDraft | null): WorkerReply<SuiteView> | null {
  const [reply, setReply] = useState<WorkerReply<SuiteView> | null>(null);
  const run = useWorkerRunner<SuiteDraft, SuiteView>({ startWorker, onReply: setReply, timeoutMs: () => TIMEOUT_MS });
  useEffect(() => {
    const timer = setTimeout(() => run({ text, rules }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [run, text, rules]);
  return reply;
}
