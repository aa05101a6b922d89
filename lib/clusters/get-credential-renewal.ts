import "server-only";
import type { Actor } from "@/lib/access/actor";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { getClusterRecord } from "@/lib/db/clusters";
import { findRenewal, saveAutomaticRenewal } from "@/lib/db/credential-renewals";
import { log } from "@/lib/log";
import { type CredentialRenewal, credentialRenewalSchema } from "./credential-schema";
import { renewalTime } from "./renewal-time";
import { readTokenFacts } from "./token-facts";

/** How the token of a cluster is renewed. */
export async function getCredentialRenewal(clusterId: string): Promise<CredentialRenewal> {
  const cluster = await getClusterRecord(clusterId);
  const stored = await findRenewal(clusterId);
  const token = (await readClusterTokens([cluster])).get(clusterId)?.value ?? null;
  const facts = readTokenFacts(token?.reveal() ?? "");
  const isAutomatic = stored?.isAutomatic ?? false;
  const dueAt = isAutomatic ? renewalTime(clusterId, facts) : null;
  const failure = credentialRenewalSchema.shape.failure.safeParse(stored?.failure ?? null);
  return {
    isAutomatic,
    isPossible: facts.kind === "bound" && facts.account !== null,
    dueAt: dueAt?.toISOString() ?? null,
    triedAt: stored?.triedAt?.toISOString() ?? null,
    failure: failure.success ? failure.data : null,
    renewedAt: stored?.renewedAt?.toISOString() ?? null,
  };
}

/** Switches the renewal by itself on or off. */
export async function switchRenewal(clusterId: string, isAutomatic: boolean, actor: Actor): Promise<CredentialRenewal> {
  const { name } = await getClusterRecord(clusterId);
  await saveAutomaticRenewal(clusterId, isAutomatic);
  log.info({ actor: actor.id, cluster: name, isAutomatic }, "renewal of a credential switched");
  return getCredentialRenewal(clusterId);
}
