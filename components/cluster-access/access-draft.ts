import { type JobNeeds, leastTier } from "@/lib/cluster-access";
import {
  ACCOUNT_NAME,
  ACCOUNT_NAMESPACE,
  type AccessTier,
  accessAccountSchema,
  type TokenKind,
} from "@/lib/cluster-access/schema";

/** What is chosen of an account; without a tier it is the least that serves the jobs. */
export type AccessDraft = {
  readonly name: string;
  readonly namespace: string;
  readonly tier: AccessTier | null;
  readonly tokenKind: TokenKind;
  readonly canRenew: boolean;
};

export const EMPTY_ACCESS: AccessDraft = {
  name: ACCOUNT_NAME,
  namespace: ACCOUNT_NAMESPACE,
  tier: null,
  tokenKind: "secret",
  canRenew: false,
};

/** The draft as it is sent; not yet checked. */
export function toAccountInput(draft: AccessDraft, jobs: readonly JobNeeds[]) {
  return { ...draft, tier: draft.tier ?? leastTier(jobs) };
}

/** The account that a draft describes; of a draft with a wrong name, the one with the usual name. */
export function accountOf(draft: AccessDraft, jobs: readonly JobNeeds[]) {
  const input = toAccountInput(draft, jobs);
  const parsed = accessAccountSchema.safeParse(input);
  return parsed.success ? parsed.data : accessAccountSchema.parse({ ...input, name: ACCOUNT_NAME, namespace: ACCOUNT_NAMESPACE });
}

/** The fields whose text is no name. */
export function wrongFields(draft: AccessDraft): ReadonlySet<"name" | "namespace"> {
  const { shape } = accessAccountSchema;
  return new Set((["name", "namespace"] as const).filter((field) => !shape[field].safeParse(draft[field]).success));
}
