import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { z } from "zod";
import { requestJson } from "@/lib/http/client";
import {
  planSchema,
  revisionSchema,
  type Server,
  type ServerEdit,
  type ServerInput,
  serverSchema,
  serverStatusSchema,
  targetsSchema,
} from "@/lib/servers/schema";
import { type TargetChangesQuery, targetChangesSchema, targetPlanSchema } from "@/lib/target-plan/schema";

const SERVERS = ["servers"] as const;

/** Targets and status of a server that somebody is looking at are asked for again this often. */
const LIVE_EVERY_MS = 10_000;

export const serverListQuery = queryOptions({
  queryKey: SERVERS,
  queryFn: ({ signal }) => requestJson("/api/v1/servers", z.array(serverSchema), { signal }),
});

export const serverQuery = (id: string) =>
  queryOptions({
    queryKey: [...SERVERS, id],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${id}`, serverSchema, { signal }),
  });

/**
 * What the next revision would change, of the settings or back to a revision; asks Prometheus for its version, so it is not
 * asked on every focus.
 */
export const planQuery = (id: string, revisionId: string | null = null) =>
  queryOptions({
    queryKey: [...SERVERS, id, "plan", revisionId ?? "settings"],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${id}/plan${rollbackSearch(revisionId)}`, planSchema, { signal }),
  });

function rollbackSearch(revisionId: string | null): string {
  return revisionId === null ? "" : `?revision=${encodeURIComponent(revisionId)}`;
}

/** What the next revision would change among the targets. It lists clusters, which may take long: the plan is there before. */
export const targetPlanQuery = (id: string, digest: string, revisionId: string | null = null) =>
  queryOptions({
    queryKey: [...SERVERS, id, "plan", "targets", digest],
    queryFn: ({ signal }) =>
      requestJson(`/api/v1/servers/${id}/plan/targets${rollbackSearch(revisionId)}`, targetPlanSchema, { signal }),
  });

/** One page of the targets that change in one way; its digest is that of the target plan. */
export const targetChangesQuery = (id: string, query: TargetChangesQuery) =>
  queryOptions({
    queryKey: [...SERVERS, id, "plan", "targets", "changes", query],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      return requestJson(`/api/v1/servers/${id}/plan/targets/changes?${search}`, targetChangesSchema, { signal });
    },
  });

export const revisionListQuery = (id: string) =>
  queryOptions({
    queryKey: [...SERVERS, id, "revisions"],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${id}/revisions`, z.array(revisionSchema), { signal }),
  });

/** Targets as Prometheus reports them now; what was seen last stays on the page when it does not answer. */
export const targetsQuery = (id: string, everyMs: number = LIVE_EVERY_MS) =>
  queryOptions({
    queryKey: [...SERVERS, id, "targets"],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${id}/targets`, targetsSchema, { signal }),
    refetchInterval: everyMs,
    retry: false,
  });

/** What a stored server answers, asked with its stored credential. */
export const serverStatusQuery = (server: Server) =>
  queryOptions({
    queryKey: [...SERVERS, server.id, "status", server.version],
    queryFn: ({ signal }) =>
      requestJson("/api/v1/servers/check", serverStatusSchema, {
        method: "POST",
        body: storedConnection(server),
        signal,
      }),
    refetchInterval: LIVE_EVERY_MS,
    retry: false,
  });

function storedConnection({ id, url, caPem, auth }: Server): ServerConnection {
  return {
    serverId: id,
    url,
    caPem,
    auth: auth.kind === "basic" ? { kind: "basic", username: auth.username } : { kind: auth.kind },
  };
}

/** How to reach a server, as far as the form has it; an absent secret means the stored one. */
export type ServerConnection = Pick<ServerInput, "url" | "auth" | "caPem"> & { serverId?: string };

/** Asks a server that is not saved yet what it is. */
export function useCheckServer() {
  return useMutation({
    mutationFn: (body: ServerConnection) => requestJson("/api/v1/servers/check", serverStatusSchema, { method: "POST", body }),
  });
}

const readBaseConfigSchema = z.object({ baseConfig: z.string(), found: z.boolean() });

/** Reads the prometheus.yml that is in a directory of the machine Promfleet runs on; secrets come masked. */
export function useReadBaseConfig() {
  return useMutation({
    mutationFn: (directory: string) =>
      requestJson("/api/v1/servers/read-base-config", readBaseConfigSchema, {
        method: "POST",
        body: { directory },
      }),
  });
}

/** Registers a server, then refreshes every query under the servers key. */
export function useRegisterServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ServerInput) => requestJson("/api/v1/servers", serverSchema, { method: "POST", body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SERVERS }),
  });
}

/** Saves a server; its plan, status and targets are asked for again. */
export function useEditServer(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ServerEdit) => requestJson(`/api/v1/servers/${id}`, serverSchema, { method: "PUT", body }),
    onSuccess: (server) => {
      queryClient.setQueryData(serverQuery(id).queryKey, server);
      return queryClient.invalidateQueries({ queryKey: SERVERS });
    },
  });
}

/** Forgets a server; what it runs and its files stay as they are. */
export function useDeleteServer(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson(`/api/v1/servers/${id}`, z.unknown(), { method: "DELETE" }),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: [...SERVERS, id] });
      return queryClient.invalidateQueries({ queryKey: SERVERS });
    },
  });
}

/** After a deployment: what runs, the plan and the history of its server are other ones now. */
export function useRefreshServer(id: string): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: SERVERS, exact: true }),
      queryClient.invalidateQueries({ queryKey: [...SERVERS, id] }),
    ]);
  }, [queryClient, id]);
}
