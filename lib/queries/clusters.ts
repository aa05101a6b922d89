import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import {
  type ClusterEdit,
  type ClusterInput,
  type ConnectionInput,
  clusterSchema,
  connectionCheckSchema,
} from "@/lib/clusters/schema";
import { requestJson } from "@/lib/http/client";

const CLUSTERS = ["clusters"] as const;
const PATH = "/api/v1/clusters";

export const clusterListQuery = queryOptions({
  queryKey: CLUSTERS,
  queryFn: ({ signal }) => requestJson(PATH, z.array(clusterSchema), { signal }),
});

export const clusterQuery = (id: string) =>
  queryOptions({
    queryKey: [...CLUSTERS, id],
    queryFn: ({ signal }) => requestJson(`${PATH}/${id}`, clusterSchema, { signal }),
  });

/** Registers a cluster, then refreshes every query under the clusters key. */
export function useRegisterCluster() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ClusterInput) => requestJson(PATH, clusterSchema, { method: "POST", body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: CLUSTERS }),
  });
}

/** Saves an edit; plans of the servers that watch the cluster change with it. */
export function useEditCluster(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ClusterEdit) => requestJson(`${PATH}/${id}`, clusterSchema, { method: "PUT", body }),
    onSuccess: () => Promise.all([CLUSTERS, ["servers"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

export function useDeleteCluster(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson(`${PATH}/${id}`, z.unknown(), { method: "DELETE" }),
    onSuccess: async () => {
      queryClient.removeQueries({ queryKey: [...CLUSTERS, id] });
      await Promise.all([CLUSTERS, ["servers"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
  });
}

/** Tries a connection that need not be saved. */
export function useCheckConnection() {
  return useMutation({
    mutationFn: (body: ConnectionInput) => requestJson(`${PATH}/check`, connectionCheckSchema, { method: "POST", body }),
  });
}
