import { queryOptions, useMutation } from "@tanstack/react-query";
import { requestJson } from "@/lib/http/client";
import { type ObjectName, type ObjectSearch, objectMatchesSchema, objectTargetsSchema } from "@/lib/target-doctor/schema";
import { type TrialInput, trialReportSchema } from "@/lib/target-doctor/trial-schema";

const pathOf = (clusterId: string) => `/api/v1/clusters/${clusterId}/target-doctor`;

function toQuery({ namespace, ...rest }: ObjectSearch | ObjectName): string {
  return new URLSearchParams({ ...rest, namespace: namespace ?? "" }).toString();
}

/** Objects of a cluster by a part of their name; the API server is asked each time, so answers are kept for a while. */
export const objectSearchQuery = (clusterId: string, search: ObjectSearch) =>
  queryOptions({
    queryKey: ["clusters", clusterId, "objects", search],
    queryFn: ({ signal }) => requestJson(`${pathOf(clusterId)}/objects?${toQuery(search)}`, objectMatchesSchema, { signal }),
    staleTime: 60_000,
    retry: false,
  });

/** What discovery makes of one object. */
export const objectTargetsQuery = (clusterId: string, object: ObjectName) =>
  queryOptions({
    queryKey: ["clusters", clusterId, "object-targets", object],
    queryFn: ({ signal }) => requestJson(`${pathOf(clusterId)}?${toQuery(object)}`, objectTargetsSchema, { signal }),
    retry: false,
  });

/** Fetches a target once, now. */
export function useTryTarget(clusterId: string) {
  return useMutation({
    mutationFn: (body: TrialInput) => requestJson(`${pathOf(clusterId)}/trial`, trialReportSchema, { method: "POST", body }),
  });
}
