import "server-only";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";
import { bindingOf, readClusterTokens, storeClusterToken } from "@/lib/db/cluster-credentials";
import { type ClusterRecord, findClusterRecord, getClusterRecord } from "@/lib/db/clusters";
import { saveRenewalOutcome } from "@/lib/db/credential-renewals";
import { inTransaction, isUniqueViolation } from "@/lib/db/database";
import type { OpenedSecret } from "@/lib/db/secrets";
import { connectionOf } from "@/lib/kubernetes/api-client";
import { probeApiServer } from "@/lib/kubernetes/probe-api-server";
import { isTokenOf, requestToken, type TokenFailure } from "@/lib/kubernetes/token-request";
import { log } from "@/lib/log";
import type { Secret } from "@/lib/secrets/secret";
import { processSingleton } from "@/lib/singleton";
import type { RenewalFailure } from "./credential-schema";
import { readTokenFacts, type TokenFacts } from "./token-facts";

const DAY_SECONDS = 86_400;

/** null: a new token is stored. */
export type RenewalOutcome = RenewalFailure | null;

const underWay = processSingleton("credential-renewals", () => new Map<string, Promise<RenewalOutcome>>());

/**
 * Asks the cluster for a new token of the same account, tries it, and only then stores it as the next version. Whatever
 * fails, the old one stays. Asked again meanwhile, it is the same renewal.
 */
export function renewCredential(clusterId: string): Promise<RenewalOutcome> {
  const known = underWay.get().get(clusterId);
  if (known !== undefined) return known;
  const renewal = renew(clusterId).finally(() => underWay.get().delete(clusterId));
  underWay.get().set(clusterId, renewal);
  return renewal;
}

/** Renews because somebody asks for it; not often. */
export async function renewByHand(clusterId: string, actor: Actor): Promise<RenewalOutcome> {
  await limitAttempts(`renew-credential:${actor.id}`, { max: 10, windowMs: 60_000 });
  return renewCredential(clusterId);
}

async function renew(clusterId: string): Promise<RenewalOutcome> {
  const cluster = await getClusterRecord(clusterId);
  const failure = await attempt(cluster);
  // A cluster may have been deleted while it was asked.
  if ((await findClusterRecord(clusterId)) !== null) await saveRenewalOutcome(clusterId, failure, new Date());
  log.info({ cluster: cluster.name, failure }, failure === null ? "credential renewed" : "credential not renewed");
  return failure;
}

const FAILURES: Record<TokenFailure, RenewalFailure> = {
  forbidden: "credential/renewal-forbidden",
  unauthorized: "credential/token-refused",
  not_found: "credential/account-missing",
  refused: "credential/request-refused",
  unreachable: "credential/unreachable",
};

async function attempt(cluster: ClusterRecord): Promise<RenewalOutcome> {
  const stored = (await readClusterTokens([cluster])).get(cluster.id);
  if (stored === undefined || stored.value === null) return "credential/not-renewable";
  const facts = readTokenFacts(stored.value.reveal());
  const { account, audiences, kind } = facts;
  if (kind !== "bound" || account === null) return "credential/not-renewable";
  const wish = { audiences, seconds: lifeSeconds(facts) };
  const requested = await requestToken(connectionOf(cluster, stored.value), account, wish);
  if (!requested.ok) return FAILURES[requested.failure];
  if (!(await isUsable(cluster, requested.token, account))) return "credential/new-token-useless";
  return (await store(cluster, stored, requested.token)) ? null : "credential/changed-meanwhile";
}

function lifeSeconds({ issuedAt, expiresAt }: TokenFacts): number {
  return issuedAt === null || expiresAt === null ? DAY_SECONDS : (Date.parse(expiresAt) - Date.parse(issuedAt)) / 1000;
}

/** The cluster takes it, it says the same account, and so does the cluster. */
async function isUsable(
  cluster: ClusterRecord,
  token: Secret<string>,
  account: NonNullable<TokenFacts["account"]>,
): Promise<boolean> {
  const said = readTokenFacts(token.reveal()).account;
  if (said?.namespace !== account.namespace || said.name !== account.name) return false;
  const connection = connectionOf(cluster, token);
  return (await probeApiServer(connection)).outcome === "ok" && (await isTokenOf(connection, account));
}

/** False when somebody has changed the credential or its destination meanwhile (INV-1): theirs stays. */
async function store(asked: ClusterRecord, before: OpenedSecret, token: Secret<string>): Promise<boolean> {
  try {
    return await inTransaction(async () => {
      const cluster = await findClusterRecord(asked.id);
      if (cluster === null || bindingOf(cluster) !== bindingOf(asked)) return false;
      const present = (await readClusterTokens([cluster])).get(cluster.id);
      if (present?.description.version !== before.description.version) return false;
      const { expiresAt } = readTokenFacts(token.reveal());
      await storeClusterToken(cluster, token.reveal(), expiresAt === null ? null : new Date(expiresAt));
      return true;
    });
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
