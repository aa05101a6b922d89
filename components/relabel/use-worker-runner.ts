import { useCallback, useEffect, useRef } from "react";
import { startWorkerRunner, type WorkerRunner, type WorkerRunnerOptions } from "./worker-runner";

/**
 * A worker for as long as the component is shown; what it gives back runs the newest draft.
 *
 * @param options taken once: their functions must not depend on what changes between renders
 */
export function useWorkerRunner<Draft, Result>(options: WorkerRunnerOptions<Draft, Result>): (draft: Draft) => void {
  const first = useRef(options);
  const runner = useRef<WorkerRunner<Draft> | null>(null);
  useEffect(() => {
    runner.current = startWorkerRunner(first.current);
    return () => {
      runner.current?.stop();
      runner.current = null;
    };
  }, []);
  return useCallback((draft: Draft) => runner.current?.run(draft), []);
}
