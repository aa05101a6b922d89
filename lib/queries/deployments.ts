import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { type Deployment, type DeploymentInput, deploymentSchema, isFinal } from "@/lib/deployments/schema";
import { requestJson } from "@/lib/http/client";

const DEPLOYMENTS = ["deployments"] as const;

/** Steps take some tenths of a second each; slower polling would skip words that people look for. */
const RUNNING_EVERY_MS = 500;
const LIST_EVERY_MS = 2_000;

/** Newest first; of one server when it is named. Asked again while something runs. */
export const deploymentListQuery = (serverId?: string) =>
  queryOptions({
    queryKey: [...DEPLOYMENTS, "list", serverId ?? "all"],
    queryFn: ({ signal }) => requestJson(listPath(serverId), z.array(deploymentSchema), { signal }),
    refetchInterval: ({ state }) => (hasRunning(state.data) ? LIST_EVERY_MS : false),
  });

function listPath(serverId: string | undefined): string {
  return serverId === undefined ? "/api/v1/deployments" : `/api/v1/deployments?serverId=${encodeURIComponent(serverId)}`;
}

function hasRunning(deployments: readonly Deployment[] | undefined): boolean {
  return (deployments ?? []).some(({ status }) => !isFinal(status));
}

/** One deployment, polled until it is final. An answer that fails does not end the polling. */
export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: [...DEPLOYMENTS, id],
    queryFn: ({ signal }) => requestJson(`/api/v1/deployments/${id}`, deploymentSchema, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isFinal(state.data.status) ? false : RUNNING_EVERY_MS),
    // The next poll is the retry.
    retry: false,
  });

/** Starts a deployment of exactly the digest that was shown. */
export function useStartDeployment() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: DeploymentInput) => requestJson("/api/v1/deployments", deploymentSchema, { method: "POST", body }),
    onSuccess: (deployment) => {
      queryClient.setQueryData(deploymentQuery(deployment.id).queryKey, deployment);
      return queryClient.invalidateQueries({ queryKey: [...DEPLOYMENTS, "list"] });
    },
  });
}
