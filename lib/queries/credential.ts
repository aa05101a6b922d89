import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { credentialRenewalSchema } from "@/lib/clusters/credential-schema";
import { requestJson } from "@/lib/http/client";

const pathOf = (clusterId: string) => `/api/v1/clusters/${clusterId}/credential`;

/** How the token of a cluster is renewed. */
export const credentialRenewalQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ["clusters", clusterId, "credential"],
    queryFn: ({ signal }) => requestJson(pathOf(clusterId), credentialRenewalSchema, { signal }),
  });

export function useSwitchRenewal(clusterId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (isAutomatic: boolean) =>
      requestJson(pathOf(clusterId), credentialRenewalSchema, { method: "PUT", body: { isAutomatic } }),
    onSuccess: (renewal) => queryClient.setQueryData(credentialRenewalQuery(clusterId).queryKey, renewal),
  });
}

/** Asks for a new token now; plans of the servers that watch the cluster change with it. */
export function useRenewCredential(clusterId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson(pathOf(clusterId), credentialRenewalSchema, { method: "POST" }),
    onSuccess: () =>
      Promise.all([["clusters"], ["servers"], ["deployments"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}
