import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { approvalSchema, type DecisionInput, type FreezeInput, freezeSchema } from "@/lib/deployments/guards/schema";
import { type DeploymentInput, deploymentSchema, type RollbackInput } from "@/lib/deployments/schema";
import { requestJson } from "@/lib/http/client";
import { deploymentListQuery, deploymentQuery } from "./deployments";

const APPROVALS = ["approvals"] as const;
const FREEZES = ["freezes"] as const;
const SERVERS = ["servers"] as const;

/** Somebody waits for the other person's word. */
const APPROVALS_EVERY_MS = 10_000;

/** Requests for a second person, the newest first; of one server when it is named. */
export const approvalListQuery = (serverId?: string) =>
  queryOptions({
    queryKey: [...APPROVALS, serverId ?? "all"],
    queryFn: ({ signal }) => {
      const search = serverId === undefined ? "" : `?serverId=${encodeURIComponent(serverId)}`;
      return requestJson(`/api/v1/approvals${search}`, z.array(approvalSchema), { signal });
    },
    refetchInterval: APPROVALS_EVERY_MS,
  });

export const freezeListQuery = queryOptions({
  queryKey: FREEZES,
  queryFn: ({ signal }) => requestJson("/api/v1/freezes", z.array(freezeSchema), { signal }),
});

/** Asks for a second person to agree to exactly the digest that was shown. */
export function useRequestApproval() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: DeploymentInput) => requestJson("/api/v1/approvals", approvalSchema, { method: "POST", body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: APPROVALS }),
  });
}

/** Agrees, refuses or withdraws; agreed to, the deployment starts. */
export function useDecideApproval() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, decision }: DecisionInput & { id: string }) =>
      requestJson(`/api/v1/approvals/${id}`, approvalSchema, { method: "POST", body: { decision } }),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: APPROVALS });
      await queryClient.invalidateQueries({ queryKey: deploymentListQuery().queryKey.slice(0, 1) });
    },
  });
}

/** Freezes deployments; every plan tells it from then on. */
export function useBeginFreeze() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: FreezeInput) => requestJson("/api/v1/freezes", freezeSchema, { method: "POST", body }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: FREEZES });
      await queryClient.invalidateQueries({ queryKey: SERVERS });
    },
  });
}

export function useLiftFreeze() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => requestJson(`/api/v1/freezes/${id}`, z.unknown(), { method: "DELETE" }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: FREEZES });
      await queryClient.invalidateQueries({ queryKey: SERVERS });
    },
  });
}

/** Rolls back to a revision, as a new one of exactly the digest that was shown. */
export function useStartRollback() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ serverId, ...body }: RollbackInput) =>
      requestJson(`/api/v1/servers/${serverId}/rollback`, deploymentSchema, { method: "POST", body }),
    onSuccess: (deployment) => {
      queryClient.setQueryData(deploymentQuery(deployment.id).queryKey, deployment);
      return queryClient.invalidateQueries({ queryKey: deploymentListQuery().queryKey.slice(0, 2) });
    },
  });
}
