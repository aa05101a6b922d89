import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "@/lib/http/client";
import { pullStatusSchema, pullTokenSchema } from "@/lib/pull/schema";

const ASK_EVERY_MS = 5_000;

/** What a host that fetches its bundle has reported; asked again while the page is open. */
export const pullStatusQuery = (serverId: string) =>
  queryOptions({
    queryKey: ["servers", serverId, "pull"],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${serverId}/pull`, pullStatusSchema, { signal }),
    refetchInterval: ASK_EVERY_MS,
  });

/** Makes a new token; the one of before ends. */
export function useIssuePullToken(serverId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson(`/api/v1/servers/${serverId}/pull/token`, pullTokenSchema, { method: "POST" }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["servers", serverId, "pull"] }),
  });
}
