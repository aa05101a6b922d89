import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { apiBudgetSchema } from "@/lib/api-budget/schema";
import { requestJson } from "@/lib/http/client";

const pathOf = (clusterId: string) => `/api/v1/clusters/${clusterId}/api-budget`;

/** What a cluster's jobs cost its API server, as it was counted last. */
export const apiBudgetQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ["clusters", clusterId, "api-budget"],
    queryFn: ({ signal }) => requestJson(pathOf(clusterId), apiBudgetSchema, { signal }),
  });

/** Discovers the cluster anew and counts. */
export function useCountApiBudget(clusterId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson(pathOf(clusterId), apiBudgetSchema, { method: "POST" }),
    onSuccess: (budget) => queryClient.setQueryData(apiBudgetQuery(clusterId).queryKey, budget),
  });
}
