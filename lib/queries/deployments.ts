import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { z } from "zod";
import {
  DEPLOYMENTS_LISTED_MAX,
  type Deployment,
  type DeploymentInput,
  deploymentSchema,
  isFinal,
} from "@/lib/deployments/schema";
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

/** The same in pages, for who wants to see older ones; one list of all that has been fetched. */
export const deploymentHistoryQuery = (serverId?: string) =>
  infiniteQueryOptions({
    queryKey: [...DEPLOYMENTS, "history", serverId ?? "all"],
    queryFn: ({ pageParam, signal }) => requestJson(listPath(serverId, pageParam), z.array(deploymentSchema), { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => (page.length < DEPLOYMENTS_LISTED_MAX ? undefined : page.at(-1)?.id),
    select: ({ pages }) => pages.flat(),
    refetchInterval: ({ state }) => (hasRunning(state.data?.pages.flat()) ? LIST_EVERY_MS : false),
  });

function listPath(serverId: string | undefined, before = ""): string {
  const parameters = Object.entries({ serverId, before }).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return parameters.length === 0 ? "/api/v1/deployments" : `/api/v1/deployments?${new URLSearchParams(parameters)}`;
}

function hasRunning(deployments: readonly Deployment[] | undefined): boolean {
  return (deployments ?? []).some(({ status }) => !isFinal(status));
}

/**
 * One deployment, polled until it is final. An answer that fails does not end the polling.
 * @param isFollowed true while events bring each change, so that nobody has to ask
 */
export const deploymentQuery = (id: string, isFollowed = false) =>
  queryOptions({
    queryKey: [...DEPLOYMENTS, id],
    queryFn: ({ signal }) => requestJson(`/api/v1/deployments/${id}`, deploymentSchema, { signal }),
    refetchInterval: ({ state: { data } }) => {
      if (isFollowed || data === undefined) return false;
      if (!isFinal(data.status)) return RUNNING_EVERY_MS;
      return isSettling(data) ? SETTLING_EVERY_MS : false;
    },
    // The next poll is the retry.
    retry: false,
  });

/** A live deployment gets one more step, when its targets have been scraped twice. */
const SETTLING_EVERY_MS = 5_000;
const SETTLED_MS_MAX = 200_000;

function isSettling({ status, steps, finishedAt }: Deployment): boolean {
  const isSettled = steps.some((step) => step.name === "settle" && step.status !== "running");
  return status === "live" && !isSettled && finishedAt !== null && Date.now() - Date.parse(finishedAt) < SETTLED_MS_MAX;
}

/**
 * Follows a deployment by server-sent events, straight into the query above.
 * @returns false while there are no events: then the query polls
 */
export function useDeploymentEvents(id: string): boolean {
  const queryClient = useQueryClient();
  const [isFollowed, setFollowed] = useState(false);
  useEffect(() => {
    const events = new EventSource(`/api/v1/deployments/${encodeURIComponent(id)}/events`);
    events.onopen = () => setFollowed(true);
    // The browser tries again by itself, unless the answer was a refusal.
    events.onerror = () => setFollowed(false);
    events.onmessage = ({ data }: MessageEvent<string>) => {
      const deployment = deploymentSchema.safeParse(JSON.parse(data));
      if (deployment.success) queryClient.setQueryData(deploymentQuery(id).queryKey, deployment.data);
    };
    events.addEventListener("end", () => {
      events.close();
      setFollowed(false);
    });
    return () => events.close();
  }, [id, queryClient]);
  return isFollowed;
}

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

/** Starts a deployment of exactly the digest that was shown. Asked again after a lost answer it starts no second one. */
export function useStartDeployment() {
  const queryClient = useQueryClient();
  const requestKey = useRef<{ body: string; key: string } | null>(null);
  return useMutation({
    mutationFn: (body: DeploymentInput) => {
      const text = JSON.stringify(body);
      if (requestKey.current?.body !== text) requestKey.current = { body: text, key: createRequestKey() };
      const { key } = requestKey.current;
      return requestJson("/api/v1/deployments", deploymentSchema, { method: "POST", body, requestKey: key });
    },
    onSuccess: (deployment) => {
      // The next press of the button is a new wish.
      requestKey.current = null;
      queryClient.setQueryData(deploymentQuery(deployment.id).queryKey, deployment);
      return queryClient.invalidateQueries({ queryKey: [...DEPLOYMENTS, "list"] });
    },
  });
}

/** Random enough that two are never alike; browsers have no randomUUID on pages without TLS. */
function createRequestKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
