import { z } from "zod";

/** Problem codes that a try to renew a token may end with. */
export const RENEWAL_FAILURES = [
  "credential/not-renewable",
  "credential/renewal-forbidden",
  "credential/token-refused",
  "credential/account-missing",
  "credential/request-refused",
  "credential/unreachable",
  "credential/new-token-useless",
  "credential/changed-meanwhile",
  "credential/roll-out-pending",
  "credential/plan-waiting",
  "credential/roll-out-failed",
  "credential/scrape-unproven",
] as const;
/** The token is renewed, but not every server is known to use it. */
export const ROLL_OUT_FAILURES: readonly string[] = [
  "credential/roll-out-pending",
  "credential/plan-waiting",
  "credential/roll-out-failed",
  "credential/scrape-unproven",
];
export type RenewalFailure = (typeof RENEWAL_FAILURES)[number];

/** How the token of a cluster is renewed, and what came of the last try. */
export const credentialRenewalSchema = z.strictObject({
  isAutomatic: z.boolean(),
  /** Whether the token is of a kind that can be renewed at all. */
  isPossible: z.boolean(),
  /** When it will be tried next; null when it will not. */
  dueAt: z.iso.datetime().nullable(),
  triedAt: z.iso.datetime().nullable(),
  failure: z.enum(RENEWAL_FAILURES).nullable(),
  renewedAt: z.iso.datetime().nullable(),
});
export type CredentialRenewal = z.infer<typeof credentialRenewalSchema>;

export const renewalSwitchSchema = z.strictObject({ isAutomatic: z.boolean() });
