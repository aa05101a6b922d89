import { useEffect, useRef, useState } from "react";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { type LabReply, type LabWorker, startLabRunner } from "./lab-runner";

function startWorker(): LabWorker {
  return new Worker(new URL("./relabel.worker.ts", import.meta.url), { type: "module", name: "relabel" });
}

/** What the rules of the draft do to its target; null until the first answer. */
export function useLab(draft: LabDraft): LabReply | null {
  const [reply, setReply] = useState<LabReply | null>(null);
  const runner = useRef<ReturnType<typeof startLabRunner> | null>(null);

  useEffect(() => {
    runner.current = startLabRunner(startWorker, setReply);
    return () => {
      runner.current?.stop();
      runner.current = null;
    };
  }, []);
  useEffect(() => runner.current?.run(draft), [draft]);
  return reply;
}
