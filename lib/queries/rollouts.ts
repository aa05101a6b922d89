import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { requestJson } from "@/lib/http/client";
import { isRolling, type ResumeInput, type Rollout, type RolloutInput, rolloutSchema } from "@/lib/rollouts/schema";

const ROLLOUTS = ["rollouts"] as const;
const RUNNING_EVERY_MS = 1_000;

/** Newest first; asked again while one is under way. */
export const rolloutListQuery = queryOptions({
  queryKey: [...ROLLOUTS, "list"],
  queryFn: ({ signal }) => requestJson("/api/v1/rollouts", z.array(rolloutSchema), { signal }),
  refetchInterval: ({ state }) => ((state.data ?? []).some(({ status }) => isRolling(status)) ? 2 * RUNNING_EVERY_MS : false),
});

/** One rollout with its ledger. An aborted one is watched on: what had begun comes to its end. */
export const rolloutQuery = (id: string) =>
  queryOptions({
    queryKey: [...ROLLOUTS, id],
    queryFn: ({ signal }) => requestJson(`/api/v1/rollouts/${id}`, rolloutSchema, { signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isMoving(data) ? RUNNING_EVERY_MS : false),
    retry: false,
  });

function isMoving({ status, members }: Rollout): boolean {
  return isRolling(status) || members.some(({ state }) => state === "deploying" || state === "undoing");
}

/** Starts a rollout of exactly the plans that were shown. */
export function useStartRollout() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: RolloutInput) => requestJson("/api/v1/rollouts", rolloutSchema, { method: "POST", body }),
    onSuccess: (rollout) => {
      queryClient.setQueryData(rolloutQuery(rollout.id).queryKey, rollout);
      return queryClient.invalidateQueries({ queryKey: rolloutListQuery.queryKey });
    },
  });
}

type Change = { readonly action: "undo" | "abort" } | { readonly action: "resume"; readonly body: ResumeInput };

/** Resumes, undoes or ends a rollout. */
export function useChangeRollout(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) =>
      requestJson(`/api/v1/rollouts/${id}/${change.action}`, rolloutSchema, {
        method: "POST",
        ...("body" in change ? { body: change.body } : {}),
      }),
    onSuccess: (rollout) => {
      queryClient.setQueryData(rolloutQuery(id).queryKey, rollout);
      return queryClient.invalidateQueries({ queryKey: rolloutListQuery.queryKey });
    },
  });
}
