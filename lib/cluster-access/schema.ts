import { z } from "zod";
import { dnsLabelSchema } from "@/lib/dns-label";

/**
 * How much a cluster's account may do, the least first. Each tier contains the one before it:
 * find targets; read metrics without any proxy; reach pods, services and nodes through the API server.
 */
export const ACCESS_TIERS = ["discover", "kubelet", "proxy"] as const;
export const accessTierSchema = z.enum(ACCESS_TIERS);
export type AccessTier = z.infer<typeof accessTierSchema>;

/** How the account's token comes to be: asked for with an end, or kept in a Secret without one. */
export const TOKEN_KINDS = ["bound", "secret"] as const;
export const tokenKindSchema = z.enum(TOKEN_KINDS);
export type TokenKind = z.infer<typeof tokenKindSchema>;

export const ACCOUNT_NAME = "promfleet";
export const ACCOUNT_NAMESPACE = "promfleet";

/** The service account that the manifest makes. */
export const accessAccountSchema = z.strictObject({
  name: dnsLabelSchema("cluster/account-name").default(ACCOUNT_NAME),
  namespace: dnsLabelSchema("cluster/account-name").default(ACCOUNT_NAMESPACE),
  tier: accessTierSchema.default("proxy"),
  tokenKind: tokenKindSchema.default("secret"),
  /** Lets the account ask for new tokens of its own, and of no other account. */
  canRenew: z.boolean().default(false),
});
export type AccessAccount = z.infer<typeof accessAccountSchema>;
