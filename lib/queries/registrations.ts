import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { issuedRegistrationSchema, type RegistrationChoice, registrationSchema } from "@/lib/clusters/registration-schema";
import { requestJson } from "@/lib/http/client";
import { clusterListQuery } from "./clusters";

const PATH = "/api/v1/registration-codes";
/** How soon the page hears of a credential that has arrived. */
const POLL_MS = 2000;

/** Issues a code; what comes back is shown once and not kept. */
export function useIssueRegistration() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: RegistrationChoice) => requestJson(PATH, issuedRegistrationSchema, { method: "POST", body }),
    // The cluster will be there without this page having made it.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: clusterListQuery.queryKey, refetchType: "none" }),
  });
}

/** How far a registration has come; asks again until it is over. */
export const registrationQuery = (id: string) =>
  queryOptions({
    queryKey: ["registrations", id],
    queryFn: ({ signal }) => requestJson(`${PATH}/${id}`, registrationSchema, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "waiting" ? POLL_MS : false),
    refetchIntervalInBackground: true,
  });
