import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { checkupEventSchema, type checkupInputSchema, checkupReportSchema } from "@/lib/clusters/checkup-schema";
import { requestJson, requestTextLines } from "@/lib/http/client";
import { addCheckupEvent, type CheckupProgress, NO_CHECKUP } from "./checkup-progress";

const PATH = "/api/v1/clusters";

/** The last checkup of a saved cluster; null when there was none. */
export const lastCheckupQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ["clusters", clusterId, "checkup"],
    queryFn: ({ signal }) => requestJson(`${PATH}/${clusterId}/checkup`, checkupReportSchema.nullable(), { signal }),
  });

/** Runs checkups one after the other; a new one, and leaving the page, end the one before. */
export function useCheckup() {
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState<CheckupProgress>(NO_CHECKUP);
  const [isRunning, setIsRunning] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  const run = async (body: z.input<typeof checkupInputSchema>, signal: AbortSignal) => {
    try {
      for await (const lines of requestTextLines(`${PATH}/checkup`, { method: "POST", body, signal })) {
        const events = lines.map((line) => checkupEventSchema.parse(JSON.parse(line)));
        setProgress((before) => events.reduce(addCheckupEvent, before));
      }
      if (body.clusterId !== undefined) await queryClient.invalidateQueries({ queryKey: ["clusters"] });
    } catch (failure) {
      if (!signal.aborted) setError(failure instanceof Error ? failure : new Error("checkup"));
    } finally {
      if (!signal.aborted) setIsRunning(false);
    }
  };

  return {
    /** What is known so far; of the run before until a new one begins. */
    progress,
    isRunning,
    /** Why the request itself was not served. */
    error,
    start: (input: z.input<typeof checkupInputSchema>) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setProgress(NO_CHECKUP);
      setError(null);
      setIsRunning(true);
      void run(input, controller.signal);
    },
    stop: () => {
      running.current?.abort();
      setIsRunning(false);
    },
  };
}
