import { useEffect, useState } from "react";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { LabResult } from "@/lib/relabel-lab/run-lab";
import { useWorkerRunner } from "./use-worker-runner";
import type { RunnerWorker, WorkerReply } from "./worker-runner";

export type LabReply = WorkerReply<LabResult>;

function startWorker(): RunnerWorker<LabResult> {
  return new Worker(new URL("./relabel.worker.ts", import.meta.url), { type: "module", name: "relabel" });
}

/** What the rules of the draft do to its target; null until the first answer. */
export function useLab(draft: LabDraft): LabReply | null {
  const [reply, setReply] = useState<LabReply | null>(null);
  const run = useWorkerRunner<LabDraft, LabResult>({ startWorker, onReply: setReply });
  useEffect(() => run(draft), [run, draft]);
  return reply;
}
