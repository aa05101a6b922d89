import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import {
  type CheckupEvent,
  checkupEventSchema,
  type checkupInputSchema,
  checkupReportSchema,
} from "@/lib/clusters/checkup-schema";
import { requestJson, requestTextLines } from "@/lib/http/client";

const PATH = "/api/v1/clusters";

type AskedCheckup = z.input<typeof checkupInputSchema>;

/** The last checkup of a saved cluster; null when there was none. */
export const checkupQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ["clusters", clusterId, "checkup"],
    queryFn: ({ signal }) => requestJson(`${PATH}/${clusterId}/checkup`, checkupReportSchema.nullable(), { signal }),
  });

/**
 * Runs checkups of clusters, saved or not, and gives each finding on as it comes. A new one ends the one before; so does
 * leaving the page.
 */
export function useRunCheckup(onEvent: (event: CheckupEvent) => void) {
  const queryClient = useQueryClient();
  const [isRunning, setIsRunning] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  const run = async (body: AskedCheckup, signal: AbortSignal) => {
    try {
      await readEvents(body, signal, onEvent);
      if (body.clusterId !== undefined) await queryClient.invalidateQueries({ queryKey: ["clusters"] });
    } catch (failure) {
      if (!signal.aborted) setError(failure instanceof Error ? failure : new Error("checkup"));
    } finally {
      if (!signal.aborted) setIsRunning(false);
    }
  };

  return {
    isRunning,
    /** Why the request itself was not served. */
    error,
    start: (input: AskedCheckup) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
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

async function readEvents(body: AskedCheckup, signal: AbortSignal, onEvent: (event: CheckupEvent) => void): Promise<void> {
  for await (const lines of requestTextLines(`${PATH}/checkup`, { method: "POST", body, signal })) {
    for (const line of lines) onEvent(checkupEventSchema.parse(JSON.parse(line)));
  }
}
