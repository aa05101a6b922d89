import { type AccessDraft, EMPTY_ACCESS, toAccountInput } from "@/components/cluster-access/access-draft";
import { type ClusterDraft, EMPTY_DRAFT } from "@/components/clusters/cluster-draft";
import { type JobNeeds, needsOfJobs } from "@/lib/cluster-access";

/** What the form of a registration command holds. */
export type RegistrationDraft = Pick<ClusterDraft, "name" | "apiServer" | "labels" | "jobs"> & { account: AccessDraft };

export const EMPTY_REGISTRATION: RegistrationDraft = {
  name: "",
  apiServer: "",
  labels: [],
  jobs: EMPTY_DRAFT.jobs,
  account: EMPTY_ACCESS,
};

/** What the chosen jobs ask for. */
export function needsOfDraft({ name, jobs }: RegistrationDraft): JobNeeds[] {
  return needsOfJobs({ name, apiServer: "https://kubernetes.default.svc", jobs });
}

/** What the draft would send; not yet checked. */
export function toRegistrationInput(draft: RegistrationDraft) {
  return {
    name: draft.name,
    apiServer: draft.apiServer.trim() === "" ? null : draft.apiServer,
    labels: Object.fromEntries(draft.labels.map(({ name, value }) => [name, value])),
    jobs: draft.jobs,
    account: toAccountInput(draft.account, needsOfDraft(draft)),
  };
}
