import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { requestJson } from "@/lib/http/client";
import { type HealthWindow, targetHealthSchema } from "@/lib/target-health/schema";

const ASK_EVERY_MS = 30_000;

/** Targets over time; the window of before stays until the next one is there. */
export const targetHealthQuery = (serverId: string, window: HealthWindow) =>
  queryOptions({
    queryKey: ["servers", serverId, "health", window],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${serverId}/health?window=${window}`, targetHealthSchema, { signal }),
    refetchInterval: ASK_EVERY_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
