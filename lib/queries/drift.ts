import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { adoptionSchema, type ComparisonQuery, comparisonSchema, type Drift, driftSchema } from "@/lib/deployments/drift/schema";
import { requestJson } from "@/lib/http/client";

const DRIFT = ["drift"] as const;

/** The server looks twice a minute; a page that is open shows it soon after. */
const EVERY_MS = 10_000;

/** What the last looks found, of every server that was looked at. */
export const driftListQuery = queryOptions({
  queryKey: [...DRIFT, "list"],
  queryFn: ({ signal }) => requestJson("/api/v1/drift", z.array(driftSchema), { signal }),
  refetchInterval: EVERY_MS,
});

/** What the last look at one server found; null while its first deployment runs. */
export const driftQuery = (serverId: string) =>
  queryOptions({
    queryKey: [...DRIFT, serverId],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${serverId}/drift`, driftSchema.nullable(), { signal }),
    refetchInterval: EVERY_MS,
  });

/** Two sides compared, as they are now; `key` names the state of the server that it was asked in. */
export const comparisonQuery = (serverId: string, query: ComparisonQuery, key = "") =>
  queryOptions({
    queryKey: [...DRIFT, serverId, "compare", query, key],
    queryFn: ({ signal }) => {
      const { from, to, only } = query;
      const search = new URLSearchParams({ from, to, ...(only === undefined ? {} : { only }) });
      return requestJson(`/api/v1/servers/${serverId}/revisions/compare?${search}`, comparisonSchema, { signal });
    },
    retry: false,
  });

/** What adopting the file on disk would make of the base config. */
export const adoptionQuery = (serverId: string) =>
  queryOptions({
    queryKey: [...DRIFT, serverId, "adoption"],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${serverId}/drift/adoption`, adoptionSchema, { signal }),
    retry: false,
    gcTime: 0,
  });

/** Looks at the server now. */
export function useCheckDrift(serverId: string) {
  return useDriftChange(serverId, () =>
    requestJson(`/api/v1/servers/${serverId}/drift/check`, driftSchema.nullable(), { method: "POST" }),
  );
}

/** Lives with the difference of this key, or, with null, shows it again. */
export function useIgnoreDrift(serverId: string) {
  const path = `/api/v1/servers/${serverId}/drift/ignored`;
  return useDriftChange(serverId, (key: string | null) =>
    key === null
      ? requestJson(path, driftSchema, { method: "DELETE" })
      : requestJson(path, driftSchema, { method: "PUT", body: { key } }),
  );
}

/** Takes the file on disk of this digest into the base config. */
export function useAdoptDrift(serverId: string) {
  return useDriftChange(serverId, (digest: string) =>
    requestJson(`/api/v1/servers/${serverId}/drift/adoption`, driftSchema.nullable(), { method: "POST", body: { digest } }),
  );
}

/** Every answer changes what is shown of the server, its plan included. */
function useDriftChange<Input = void>(serverId: string, send: (input: Input) => Promise<Drift | null>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async (drift) => {
      queryClient.setQueryData(driftQuery(serverId).queryKey, drift);
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: DRIFT }),
        queryClient.invalidateQueries({ queryKey: ["servers", serverId] }),
      ]);
    },
  });
}
