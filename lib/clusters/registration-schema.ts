import { z } from "zod";
import { accessAccountSchema } from "@/lib/cluster-access/schema";
import { apiServerSchema, clusterInputSchema, tokenSchema } from "./schema";

/** What a user chooses before the cluster's side hands over its credential. */
export const registrationChoiceSchema = clusterInputSchema.pick({ name: true, labels: true, jobs: true }).extend({
  /** null: the URL that kubectl uses on the cluster's side. */
  apiServer: apiServerSchema.nullable().default(null),
  account: accessAccountSchema,
});
export type RegistrationChoice = z.infer<typeof registrationChoiceSchema>;

/** What is shown once: the command holds the code. */
export const issuedRegistrationSchema = z.strictObject({
  id: z.string(),
  command: z.string(),
  /** What the command will run, with the code in it. */
  script: z.string(),
  expiresAt: z.iso.datetime(),
});
export type IssuedRegistration = z.infer<typeof issuedRegistrationSchema>;

/** How far a registration has come; `clusterId` once it is done. */
export const registrationSchema = z.strictObject({
  id: z.string(),
  state: z.enum(["waiting", "done", "expired"]),
  expiresAt: z.iso.datetime(),
  clusterId: z.string().nullable(),
});
export type Registration = z.infer<typeof registrationSchema>;

/** 128 random bits, base64url. */
const CODE = /^[A-Za-z0-9_-]{22}$/;
export const registrationCodeSchema = z.string().regex(CODE);

/** What the cluster's side posts. */
export const registrationRedeemSchema = z.strictObject({
  code: registrationCodeSchema,
  apiServer: apiServerSchema,
  /** Base64 of PEM, as kubectl has it. */
  caData: z.base64().min(1).max(131_072),
  token: tokenSchema,
});
export type RegistrationRedeem = z.infer<typeof registrationRedeemSchema>;

/** The only words that the cluster's side hears. */
export const REDEEM_OUTCOMES = ["ok", "invalid", "expired", "used", "name-taken"] as const;
export type RedeemOutcome = (typeof REDEEM_OUTCOMES)[number];
