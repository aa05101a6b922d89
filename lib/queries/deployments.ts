import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { z } from "zod";
import { type Deployment, type DeploymentInput, deploymentSchema, isFinal } from "@/lib/deployments/schema";
import { requestJson } from "@/lib/http/client";
import { deploymentTargetsSchema } from "@/lib/target-plan/comparison-schema";

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

/** Longer than the server watches the targets of a deployment. */
const COMPARED_MS_MAX = 120_000;
const COMPARISON_EVERY_MS = 2_000;

/** How the targets of a deployment came out; asked again until they were compared, or will not be any more. */
export const deploymentTargetsQuery = (id: string, finishedAt: string | null) =>
  queryOptions({
    queryKey: [...DEPLOYMENTS, id, "targets"],
    queryFn: async ({ signal }) => {
      const targets = await requestJson(`/api/v1/deployments/${id}/targets`, deploymentTargetsSchema, { signal });
      const isOver = finishedAt !== null && Date.now() - Date.parse(finishedAt) > COMPARED_MS_MAX;
      return targets === null ? null : { ...targets, isOver };
    },
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data === null || data.comparison !== null || data.isOver ? false : COMPARISON_EVERY_MS,
    retry: false,
  });

/** Reads a deployment once more: the last of its steps comes after it is live. */
export function useRefreshDeployment(id: string): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    () => queryClient.invalidateQueries({ queryKey: deploymentQuery(id).queryKey, exact: true }),
    [queryClient, id],
  );
}

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
